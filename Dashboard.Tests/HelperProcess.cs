using Dashboard.Tests.Schema;
#if !JOB_STORAGE_PACKAGE
using Dashboard.Tests.Storage.Support;
#endif

namespace Dashboard.Tests;

/// <summary>
/// What this assembly does when a test starts it as a process of its own, to be killed or to compete with others:
/// <c>dotnet exec Dashboard.Tests.dll verb arguments</c>.
/// </summary>
internal static class HelperProcess
{
    public static int Main(string[] args) => args switch
    {
#if !JOB_STORAGE_PACKAGE
        [StorageWorker.Verb, .. var rest] => StorageWorker.Run(rest),
#endif
        [SchemaWorker.Verb, .. var rest] => SchemaWorker.RunAsync(rest).GetAwaiter().GetResult(),
        _ => 2,
    };
}
