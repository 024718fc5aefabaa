using System.ComponentModel.DataAnnotations;

namespace Dashboard.Features.State;

/// <summary>The section <c>State</c> of the settings.</summary>
public sealed class StateOptions
{
    /// <summary>The directory of everything that the program writes. Relative to the content root, not to the working directory.</summary>
    [Required]
    public string Directory { get; set; } = "state";
}
