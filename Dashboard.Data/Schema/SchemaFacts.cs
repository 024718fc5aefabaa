using System.Text.Json.Serialization;

namespace Dashboard.Data.Schema;

/// <summary>
/// What a schema is, free of how it was written: the text that SQLite keeps differs after a rename or a rebuild.
/// A fact has a name that people read, such as <c>column task.status</c>, and a value.
/// </summary>
public sealed class SchemaFacts
{
    private readonly SortedDictionary<string, string> _facts;
    private readonly SortedSet<string> _optional;

    /// <param name="facts">By name.</param>
    /// <param name="optional">Names of facts that another schema may lack: the default that EF Core gives a column when it is
    /// added is not in the model, and the next rebuild of the table drops it.</param>
    [JsonConstructor]
    public SchemaFacts(IReadOnlyDictionary<string, string> facts, IReadOnlyCollection<string> optional)
    {
        _facts = new(facts.ToDictionary(), StringComparer.Ordinal);
        _optional = new(optional, StringComparer.Ordinal);
    }

    /// <summary>All facts by their names.</summary>
    public IReadOnlyDictionary<string, string> Facts => _facts;

    /// <summary>Names of facts that may be missing.</summary>
    public IReadOnlyCollection<string> Optional => _optional;

    /// <summary>SHA-256 of all facts but the defaults, which one and the same schema may have or lack.</summary>
    public string Hash() => SchemaHash.Of(_facts.Where(fact => !fact.Key.StartsWith("default ", StringComparison.Ordinal)).SelectMany(fact => new[] { fact.Key, fact.Value }));

    /// <summary>The same facts, of which some may be missing elsewhere.</summary>
    public SchemaFacts WithOptional(IEnumerable<string> names) => new(_facts, [.. names.Where(_facts.ContainsKey)]);

    /// <summary>The same facts, less some by their names.</summary>
    internal SchemaFacts Without(Func<string, bool> leftOut) => new(_facts.Where(fact => !leftOut(fact.Key)).ToDictionary(), _optional);

    /// <summary>Where <paramref name="actual"/> is not what this says.</summary>
    public IReadOnlyList<SchemaDifference> Differences(SchemaFacts actual)
    {
        var differences = new List<SchemaDifference>();
        foreach (var (name, value) in _facts)
        {
            if (!actual._facts.TryGetValue(name, out var other))
            {
                if (!_optional.Contains(name))
                {
                    differences.Add(new(name, value, null));
                }
            }
            else if (other != value)
            {
                differences.Add(new(name, value, other));
            }
        }

        differences.AddRange(actual._facts.Where(fact => !_facts.ContainsKey(fact.Key)).Select(fact => new SchemaDifference(fact.Key, null, fact.Value)));
        return differences;
    }
}

/// <summary>One fact that differs.</summary>
/// <param name="Name">Such as <c>index ix_task_status</c>.</param>
/// <param name="Expected">What the migrations make; null when they know nothing of it.</param>
/// <param name="Actual">What the database has; null when it is missing.</param>
public sealed record SchemaDifference(string Name, string? Expected, string? Actual)
{
    /// <summary>Whether the database has more than it should, and lacks nothing.</summary>
    public bool IsExtra => Expected is null;

    /// <summary>The table that has or lacks it; null for what stands beside the tables: indexes, triggers and views.</summary>
    public string? Table => Name.Split(' ', 2) is [not ("index" or "trigger" or "view"), var rest]
        ? rest[(rest.StartsWith("key ", StringComparison.Ordinal) ? 4 : 0)..].Split('.', '(')[0]
        : null;

    /// <inheritdoc/>
    public override string ToString() =>
        Expected is null ? $"{Name} is there and no migration makes it"
        : Actual is null ? $"{Name} is missing"
        : $"{Name} is \"{Actual}\" instead of \"{Expected}\"";
}
