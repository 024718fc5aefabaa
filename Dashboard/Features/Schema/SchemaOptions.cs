using Dashboard.Data.Schema;

namespace Dashboard.Features.Schema;

/// <summary>The section <c>Schema</c> of the settings.</summary>
public sealed class SchemaOptions
{
    /// <summary>What a start does with pending migrations.</summary>
    public ApplyAtStart ApplyAtStart { get; set; } = ApplyAtStart.Safe;
}
