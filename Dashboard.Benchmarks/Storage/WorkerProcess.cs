namespace Dashboard.Benchmarks.Storage;

internal static class WorkerProcess
{
    public const string Verb = "storage-worker";

    public static int Run(string path, string log, int workers) => 0;
}
