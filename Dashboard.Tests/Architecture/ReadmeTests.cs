using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Dashboard.Checks;
using Dashboard.CommandLine;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Architecture;

/// <summary>What the README says of settings, verbs and files is so.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void Every_setting_stands_in_the_table_with_its_default()
    {
        var rows = Settings().Select(setting => $"| `{setting.Name}` | {setting.Default}").ToList();

        Assert.NotEmpty(rows);
        Assert.Equal([], rows.Where(row => !Readme.Contains(row, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_row_of_the_table_is_a_setting()
    {
        var known = Settings().Select(setting => setting.Name).ToHashSet(StringComparer.Ordinal);

        var unknown = SettingRow().Matches(Readme).Select(match => match.Groups[1].Value).Where(name => !known.Contains(name));

        Assert.Equal([], unknown);
    }

    [Fact]
    public async Task Every_verb_that_it_shows_is_there()
    {
        var verbs = Verb().Matches(Readme).Select(match => match.Groups[1].Value).Distinct().ToList();
        using var help = new StringWriter();

        await CommandLineApp.RunAsync(["--help"], help, help, CancellationToken.None);

        Assert.Contains("check", verbs);
        Assert.All(verbs, verb => Assert.Contains($"\n  {verb} ", help.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_verb_that_a_message_of_the_program_names_is_there()
    {
        var verbs = Repository.Files().Where(file => file.StartsWith("Dashboard", StringComparison.Ordinal) && !file.StartsWith("Dashboard.Tests/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => NamedVerb().Matches(File.ReadAllText(Path.Combine(Repository.Root, file))).Select(match => match.Groups[1].Value)).Distinct().ToList();
        using var help = new StringWriter();

        await CommandLineApp.RunAsync(["--help"], help, help, CancellationToken.None);

        Assert.Contains("operations", verbs);
        Assert.All(verbs, verb => Assert.Contains($"\n  {verb} ", help.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_of_the_checks_has_a_row_for_each_of_them()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/checks.md"));
        var rows = CheckRow().Matches(page).SelectMany(match => CheckName().Matches(match.Value)).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);
        var names = typeof(CheckNames).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);

        Assert.Equal(names, rows);
    }

    [Fact]
    public void Every_file_that_a_text_points_to_is_there()
    {
        var texts = Repository.Files().Where(file => file.EndsWith(".md", StringComparison.Ordinal));

        var dead = texts.SelectMany(text => Link().Matches(File.ReadAllText(Path.Combine(Repository.Root, text)))
            .Select(match => match.Groups[1].Value)
            .Where(target => !Path.Exists(Path.GetFullPath(target, Path.GetDirectoryName(Path.Combine(Repository.Root, text))!)))
            .Select(target => $"{text}: {target}"));

        Assert.Equal([], dead);
    }

    private static IEnumerable<(string Name, string Default)> Settings() =>
        from type in typeof(Program).Assembly.GetTypes()
        where type.Namespace?.StartsWith("Dashboard.Features.", StringComparison.Ordinal) == true
            && type.Name.EndsWith("Options", StringComparison.Ordinal) && type.GetConstructor([]) is not null
        let defaults = Activator.CreateInstance(type)
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanWrite
        select ($"{SectionOf(type)}:{property.Name}", Spell(property, property.GetValue(defaults)));

    /// <summary>A section is named like its feature's folder: TaskOptions of Features/Tasks are Tasks.</summary>
    private static string SectionOf(Type type) => type.Namespace!.Split('.').Last();

    private static string Spell(PropertyInfo property, object? value) => property.Name == "Workers"
        ? "one per processor"
        : $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}` |";

    [GeneratedRegex("[.]/dashboard[.]sh ([a-z]+)")]
    private static partial Regex NamedVerb();

    [GeneratedRegex("^[|] `[^|]*[|]", RegexOptions.Multiline)]
    private static partial Regex CheckRow();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CheckName();

    [GeneratedRegex(@"^\| `([A-Za-z]+:[A-Za-z:]+)` \|", RegexOptions.Multiline)]
    private static partial Regex SettingRow();

    [GeneratedRegex(@"\./dashboard\.sh ([a-z]+)")]
    private static partial Regex Verb();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)")]
    private static partial Regex Link();
}
