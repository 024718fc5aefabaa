using System.Globalization;
using Dashboard.Data.Conventions;

namespace Dashboard.Tests.Faults;

/// <summary>Random values of each kind that a column can hold, rich in those that are hard to show.</summary>
internal static class RandomValues
{
    private static readonly string[] Texts =
    [
        "", " ", "alex", "<b onclick=alert(1)>x</b>", "'); DROP TABLE task; --", "\"quoted\" & 'single'", "é ü 😀 \u202Egnp", "a\0b", "\u0001\u001B[31m",
        "line\r\nline\tline", "../..", "/", "?q=#x%", "%zz", "{0} {name}", "null", "0", "\uFFFD\uFFFF", "\u2028", new('x', 5000),
        "Apache", "sha512", "signature", "paths", "https://example.org/?a=1&b=2", "@Model", "-", "--", "COMPLETED",
    ];

    private static readonly string[] Labels = ["a", "b", "widget", "widget-1", "1", "-", "--", "0-0", "1.0.0", "1.0", "a+b", "rc.1", "...", "x" + new string('1', 200)];

    private static readonly string[] Paths =
    [
        "a.tar.gz", "a.tar.gz.sha512", "a.tar.gz.asc", "b.zip", "b.zip.sha256", "KEYS", " ", "a b", "<script>.zip", "é😀.tgz", "a/b/c.jar", "%2e%2e/x", "#x?y", "'\"&.md",
        new('y', 1000),
    ];

    private static readonly string[] Instants =
    [
        "0001-01-01 00:00:00", "1970-01-01 00:00:00", "2026-05-04 12:00:00", "2026-05-04 12:00:00.1234567", "2026-05-04 11:59:59.9", "2038-01-19 03:14:08",
        "9999-12-31 23:59:59.9999999",
    ];

    private static readonly long[] Integers = [0, 1, 2, 5, 72, 4096, -1, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1L << 53];

    private static readonly string[] Lists = ["[]", "[\"alex\"]", "[\"\"]", "[\"alex\",\"alex\"]", "[\"\\ud83d\\ude00\",\"\\u0000\",\"<i>\"]", " [ \"a\" , \"b\" ] "];

    private static readonly string[] Objects =
    [
        "{}", """{"key":"value"}""", """{"":""}""", """{"a":"1","a":"2"}""", """{"a":{"b":[1,2,null,true]}}""", """{"a":1e400}""", """{"a":null}""", """{"\u0000":"<b>"}""",
        """{"key":"ABCD","keys":"x,y"}""",
    ];

    public static string Text(Random random) => Pick(random, Texts);

    public static string Label(Random random) => Pick(random, Labels) + (random.Next(2) == 0 ? "" : random.Next(100).ToString(CultureInfo.InvariantCulture));

    public static string Path(Random random) => Pick(random, Paths);

    public static string Instant(Random random) => Pick(random, Instants);

    public static long Integer(Random random, bool isInt) => Pick(random, Integers) is var value && isInt ? Math.Clamp(value, int.MinValue, int.MaxValue) : value;

    public static string JsonList(Random random) => Pick(random, Lists);

    public static string JsonObject(Random random) => Pick(random, Objects);

    public static string Hex(Random random, int digits)
    {
        var bytes = new byte[digits / 2];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];

    /// <summary>The name of a random member, as the database has it.</summary>
    public static string Enum(Random random, Type type)
    {
        var values = System.Enum.GetValues(type);
        var name = values.GetValue(random.Next(values.Length))!.ToString()!;
        return SnakeCase.Of(name).ToUpperInvariant();
    }
}
