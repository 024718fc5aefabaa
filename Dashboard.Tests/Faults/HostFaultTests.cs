using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Features.Accounts;
using Dashboard.Features.Tasks;
using Dashboard.Live;
using Dashboard.Tests.CommandLine;
using Dashboard.Tests.Live;
using Dashboard.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Faults;

/// <summary>Faults of the host while a server works: a clock that jumps, a full disk.</summary>
public sealed class HostFaultTests : IDisposable
{
    /// <summary>How long nothing may happen before a test gives up waiting. It guards against hanging and expects no speed.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(6);

    private readonly FaultState _state = new();

    [Fact]
    public async Task With_a_jumping_clock_every_task_ends_once_at_its_first_attempt()
    {
        var tasks = await _state.AddArtifactsAsync(count: 60, bytes: 64 * 1024);
        var time = new JumpingTime();

        await using (var host = new Host(_state, services => services.AddSingleton<TimeProvider>(time)))
        {
            await WorkAsync(host, time.Jump);
        }

        Assert.True(time.Jumps > 10);
        _state.AssertEveryTaskHasOneVerdict();
        Assert.Equal(tasks, _state.Count("SELECT count(*) FROM task_attempt"));
    }

    [Fact]
    public async Task With_a_temporarily_full_disk_every_task_ends_once()
    {
        await _state.AddArtifactsAsync(count: 60, bytes: 64 * 1024);
        var disk = new FullDisk();

        await using (var host = new Host(_state, services => services.ConfigureDbContext<ReleaseDbContext>(options => options.AddInterceptors(disk))))
        {
            disk.Is = true;
            _ = host.Services;
            for (var refusal = 0; refusal < 5; refusal++)
            {
                Assert.True(await disk.Refusals.WaitAsync(Silence));
            }

            disk.Is = false;
            await WorkAsync(host, () => { });
        }

        _state.AssertEveryTaskHasOneVerdict();
    }

    [LinuxFact]
    public async Task A_cancelled_check_closes_the_file_that_it_read()
    {
        await _state.AddArtifactsAsync(count: 1, bytes: 32 * 1024 * 1024);
        MakeTheLargestBlobEndless();
        await using var host = new Host(_state, _ => { });
        var reading = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var progress = host.Services.GetRequiredService<TaskProgressFeed>().Subscribe(at =>
        {
            // The task for the paths counts files instead of bytes.
            if (at.Done > 1024 && OpenBlobs().Count > 0)
            {
                reading.TrySetResult(at.TaskId);
            }
        });

        var task = await reading.Task.WaitAsync(LiveScene.Patience);
        var asked = await host.Services.GetRequiredService<TaskCommands>().CancelAsync(Caller.CommandLine, task, CancellationToken.None);
        await WorkAsync(host, () => { });

        Assert.True(asked.Done);
        Assert.Equal(1, _state.Count("SELECT count(*) FROM task WHERE error_kind = 'CANCELLED'"));
        Assert.Empty(OpenBlobs());
    }

    /// <summary>Makes the file sparse and so long that no test reads it to its end.</summary>
    private void MakeTheLargestBlobEndless()
    {
        var largest = new DirectoryInfo(Path.Combine(_state.Root, "blobs")).EnumerateFiles("*", SearchOption.AllDirectories).MaxBy(blob => blob.Length)!;
        using var content = largest.OpenWrite();
        content.SetLength(1L << 38);
    }

    /// <summary>Lists the blobs of the state that this process has open.</summary>
    private List<string> OpenBlobs() =>
    [
        .. Directory.EnumerateFiles("/proc/self/fd").Select(TargetOf).OfType<string>()
            .Where(file => file.StartsWith(Path.Combine(_state.Root, "blobs"), StringComparison.Ordinal)),
    ];

    private static string? TargetOf(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            // Closed in the meantime.
            return null;
        }
    }

    /// <summary>Waits until no task is queued or running.</summary>
    private async Task WorkAsync(Host host, Action onChange)
    {
        using var changed = new SemaphoreSlim(0);
        using var subscription = host.Services.GetRequiredService<ChangeFeed>().Subscribe(ChangeTopics.Tasks, () => changed.Release());
        while (_state.Open() > 0)
        {
            Assert.True(await changed.WaitAsync(Silence), $"Nothing changed for {Silence.TotalMinutes} minutes. {_state.DescribeOpen()}");
            onChange();
        }
    }

    public void Dispose() => _state.Dispose();

    private sealed class Host(FaultState state, Action<IServiceCollection> configure) : DashboardFactory
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("State:Directory", state.Root);
            builder.ConfigureTestServices(configure);
        }
    }

    /// <summary>A wall clock that the test sets; elapsed time is not affected.</summary>
    private sealed class JumpingTime : TimeProvider
    {
        private readonly Random _random = new(20260504);
        private long _offsetTicks;

        public int Jumps { get; private set; }

        public void Jump()
        {
            Jumps++;
            Interlocked.Exchange(ref _offsetTicks, TimeSpan.FromMinutes(_random.Next(-3000, 3000)).Ticks);
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));
    }
}
