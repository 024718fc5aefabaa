using System.Collections.Frozen;

namespace Dashboard.Checks.Licences;

/// <summary>The kinds of files that must carry a licence header, by their suffix, as Apache Trusted Releases groups them.</summary>
public static class SourceLanguages
{
    private static readonly FrozenDictionary<string, string> Languages = new (string Language, string Suffixes)[]
    {
        ("Assembly", "asm s"),
        ("C", "c h"),
        ("C#", "cs"),
        ("C++", "cc cpp cxx c++ hh hpp hxx"),
        ("Dart", "dart"),
        ("Go", "go"),
        ("Groovy", "groovy gradle"),
        ("Java", "java"),
        ("JavaScript", "js mjs cjs jsx"),
        ("Kotlin", "kt kts"),
        ("Lua", "lua"),
        ("MATLAB or Objective-C", "m"),
        ("PHP", "php"),
        ("Perl", "pl pm"),
        ("PowerShell", "ps1 psm1"),
        ("Python", "py"),
        ("R", "r"),
        ("Ruby", "rb"),
        ("Rust", "rs"),
        ("SQL", "sql"),
        ("Scala", "scala sc"),
        ("Shell", "sh bash zsh"),
        ("Swift", "swift"),
        ("TypeScript", "ts tsx mts cts"),
        ("VBA", "vba"),
        ("Visual Basic", "vb"),
    }
        .SelectMany(group => group.Suffixes.Split(' '), (group, suffix) => (group.Language, suffix))
        .ToFrozenDictionary(entry => entry.suffix, entry => entry.Language, StringComparer.OrdinalIgnoreCase);

    // What build tools write; nobody edits it, and minifying removes comments.
    private static readonly string[] GeneratedSuffixes =
        [".bundle.js", ".chunk.js", ".css.map", ".js.map", ".min.css", ".min.js", ".min.map", ".min.mjs"];

    /// <summary>The language of a source file, or null for a file that needs no header.</summary>
    public static string? Of(string path)
    {
        var name = ArtifactNames.FileName(path);
        return IsGenerated(name) || name.LastIndexOf('.') is not (> 0 and var dot) ? null : Languages.GetValueOrDefault(name[(dot + 1)..]);
    }

    /// <summary>Whether the name is one that build tools give to their output.</summary>
    public static bool IsGenerated(string name) =>
        Array.Exists(GeneratedSuffixes, suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
}
