namespace Dashboard.Features.Editing;

/// <summary>What people write about a named thing. A record: two that are equal say the same.</summary>
public interface IDetails<TSelf> where TSelf : class, IDetails<TSelf>
{
    /// <summary>The key; it never changes.</summary>
    string Name { get; }

    /// <summary>The same under another key.</summary>
    TSelf WithName(string name);

    /// <summary>As it is stored, such as without blanks at the ends.</summary>
    TSelf Normalize();

    /// <returns>A sentence that names the first broken rule; null when none is broken that can be seen without the database.</returns>
    string? Validate();
}
