using Hangfire.Common;

namespace Dashboard.Tests.Storage.Support;

public static class AnyJob
{
    public static Job One => Job.FromExpression(() => Run("argument"));

    public static Job InQueue(string queue) => Job.FromExpression(() => Run("argument"), queue);

    public static Job WithArgument(string argument) => Job.FromExpression(() => Run(argument));

    public static void Run(string argument) => _ = argument;
}
