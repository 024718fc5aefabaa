using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>Copies of live databases through SQLite's backup API: copying the file alone loses what is in the log.</summary>
internal static class SqliteCopy
{
    /// <summary>One consistent copy; work on the source goes on meanwhile.</summary>
    /// <param name="source">An existing database.</param>
    /// <param name="target">A path where nothing is yet.</param>
    public static void Make(string source, string target)
    {
        using (var from = SqliteFile.Open(source, SqliteOpenMode.ReadWrite))
        using (var to = SqliteFile.Open(target, SqliteOpenMode.ReadWriteCreate))
        {
            from.BackupDatabase(to);
            // A single file that needs no log beside it.
            to.Execute("PRAGMA journal_mode = DELETE");
        }

        Flush(target);
    }

    /// <summary>
    /// Writes a copy into a live database, as one write transaction: killed in the middle, the old content is intact,
    /// and connections that stay open see the new content at their next query.
    /// </summary>
    /// <param name="source">The copy.</param>
    /// <param name="target">The live database; a missing one is created.</param>
    /// <param name="patience">How long to wait for a writer: the backup API itself does not wait.</param>
    public static void Restore(string source, string target, TimeSpan patience)
    {
        using var from = SqliteFile.Open(source, SqliteOpenMode.ReadWrite);
        using var to = SqliteFile.Open(target, SqliteOpenMode.ReadWriteCreate);
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                from.BackupDatabase(to);
                break;
            }
            catch (SqliteException error) when (
                error.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED && clock.Elapsed < patience)
            {
                Thread.Sleep(50);
            }
        }

        to.Execute("PRAGMA journal_mode = WAL");
        to.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>
    /// Whether two database files, their logs written back, hold the same pages. The journal mode, the change counter and
    /// the version of the library that wrote last, all in the first 100 bytes, do not count.
    /// </summary>
    public static bool SameContent(string one, string other)
    {
        using var first = new FileStream(one, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
        using var second = new FileStream(other, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
        if (first.Length != second.Length)
        {
            return false;
        }

        var left = new byte[1 << 16];
        var right = new byte[1 << 16];
        for (var start = true; ; start = false)
        {
            var read = first.ReadAtLeast(left, left.Length, throwOnEndOfStream: false);
            second.ReadAtLeast(right, right.Length, throwOnEndOfStream: false);
            if (read == 0)
            {
                return true;
            }

            if (start)
            {
                foreach (var (from, length) in new[] { (18, 2), (24, 4), (92, 8) })
                {
                    left.AsSpan(from, length).Clear();
                    right.AsSpan(from, length).Clear();
                }
            }

            if (!left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, read)))
            {
                return false;
            }
        }
    }

    /// <summary>SHA-256 of a file in lower-case hex.</summary>
    public static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file));
    }

    /// <summary>Writes what the operating system still holds of a file to the disk.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Null when the file is a sound database; else what is wrong.</summary>
    public static string? Problem(DbConnection connection)
    {
        try
        {
            var answer = connection.Scalar<string>("PRAGMA quick_check(1)");
            return answer == "ok" ? null : answer;
        }
        catch (SqliteException error)
        {
            return error.Message;
        }
    }
}
