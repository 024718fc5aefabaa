using System.Text.RegularExpressions;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Architecture;

/// <summary>Rules that no compiler knows, held over every file of the repository.</summary>
public sealed partial class SourceTests
{
    private const long MaxBytes = 1024 * 1024;
    private const int MaxLines = 300;
    private static readonly string[] Written = [".cs", ".razor", ".css", ".js", ".md", ".sh"];
    private static readonly string[] Products = ["Dashboard/", "Dashboard.Data/", "Dashboard.Checks/", "Hangfire.Storage.SQLite/"];
    private static readonly string[] Texts = [".cs", ".razor", ".css", ".js", ".json", ".md", ".sh", ".csproj", ".props", ".sln", ".svg", ".editorconfig", ".gitignore"];

    [Fact]
    public void The_rules_look_at_the_repository_itself()
    {
        var files = Repository.Files().ToList();

        Assert.Contains("Dashboard.sln", files);
        Assert.Contains("Dashboard.Data/ReleaseDbContext.cs", files);
        Assert.Contains("Dashboard/Components/App.razor", files);
    }

    /// <summary>EF's own runner commits piece by piece and backs nothing up; the schema engine is the one that changes a schema.</summary>
    [Fact]
    public void No_product_code_lets_ef_change_a_schema() => AssertNowhere(SchemaByEf(), Products, [".cs", ".razor"]);

    /// <summary>A feature is used by components, by the API and by the command line: it names none of them.</summary>
    [Fact]
    public void No_feature_names_a_component() =>
        AssertNowhere(InterfaceNames(), ["Dashboard/Features/", "Dashboard/Live/"], [".cs"]);

    /// <summary>What an error of the database means is decided in Dashboard.Data, in terms that another provider could answer.</summary>
    [Fact]
    public void No_code_of_the_application_reads_error_codes_of_sqlite() => AssertNowhere(SqliteErrorCodes(), ["Dashboard/"], [".cs", ".razor"]);

    /// <summary>What a second provider would have to supply stands in folders of that name (docs/architecture.md).</summary>
    [Fact]
    public void Only_folders_named_Sqlite_know_sqlite() =>
        AssertNowhere(Sqlite(), ["Dashboard/", "Dashboard.Data/"], [".cs", ".razor"], except: ["/Sqlite/", "/Migrations/"]);

    /// <summary>A longer file does more than one thing. Generated migrations and files of others are as long as they are.</summary>
    [Fact]
    public void No_file_of_ours_is_longer_than_300_lines()
    {
        var lengthy = Repository.Files()
            .Where(file => Written.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)) && !file.Contains("/Migrations/", StringComparison.Ordinal))
            .Where(file => File.ReadLines(Path.Combine(Repository.Root, file)).Skip(MaxLines).Any());

        Assert.Equal([], lengthy);
    }

    [Fact]
    public void No_file_is_larger_than_a_mebibyte()
    {
        var large = Repository.Files().Where(file => new FileInfo(Path.Combine(Repository.Root, file)).Length > MaxBytes);

        Assert.Equal([], large);
    }

    /// <summary>What names a directory of one machine works on that machine only.</summary>
    [Fact]
    public void No_file_names_a_place_on_somebodys_machine() => AssertNowhere(MachinePath(), [""], Texts);

    [Fact]
    public void No_file_keeps_a_note_to_finish_it_later() => AssertNowhere(Unfinished(), [""], Texts);

    [Fact]
    public void Text_ends_its_lines_as_unix_does() => AssertNowhere(CarriageReturn(), [""], Texts);

    /// <summary>Versions are decided in one place.</summary>
    [Fact]
    public void No_project_names_a_version() => AssertNowhere(PackageVersion(), [""], [".csproj"]);

    private static void AssertNowhere(Regex forbidden, string[] folders, string[] endings, params string[] except)
    {
        var found = Repository.Files()
            .Where(file => folders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)) && endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => !file.EndsWith("/" + nameof(SourceTests) + ".cs", StringComparison.Ordinal))
            .Where(file => !except.Any(part => file.Contains(part, StringComparison.Ordinal)))
            // The schemas of others are kept as they were published.
            .Where(file => !file.EndsWith(".SNAPSHOT.schema.json", StringComparison.Ordinal))
            .SelectMany(file => forbidden.Matches(File.ReadAllText(Path.Combine(Repository.Root, file))).Select(match => $"{file}: {match.Value.Trim()}"));

        Assert.Equal([], found);
    }

    [GeneratedRegex(@"\bDatabase\s*\.\s*(Migrate|EnsureCreated|EnsureDeleted)(Async)?\s*\(|\bIMigrator\b.*\.Migrate(Async)?\(")]
    private static partial Regex SchemaByEf();

    [GeneratedRegex(@"\bSqliteErrorCode\b|\bSQLitePCL\b|\bSQLITE_[A-Z]+\b")]
    private static partial Regex SqliteErrorCodes();

    [GeneratedRegex(@"\bMicrosoft\.Data\.Sqlite\b|\bSqlite(Connection|Command|Exception|OpenMode)\b|\bPRAGMA\b")]
    private static partial Regex Sqlite();

    [GeneratedRegex(@"\bMudBlazor\b|\bDashboard\.(Components|Api|CommandLine)\b|\bIJSRuntime\b")]
    private static partial Regex InterfaceNames();

    [GeneratedRegex(@"(?<![\w.])/(?:home|Users|work|root)/\w+|\b[A-Z]:\\(?:Users|Windows)\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\r")]
    private static partial Regex CarriageReturn();

    [GeneratedRegex("<PackageReference[^>]*\\bVersion=")]
    private static partial Regex PackageVersion();
}
