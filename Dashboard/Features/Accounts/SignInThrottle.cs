using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Accounts;

/// <summary>Bounds the tries to sign in from one network, whatever names they use.</summary>
public sealed class SignInThrottle(IOptions<AccountOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<SignInOrigin> _limiter = PartitionedRateLimiter.Create<SignInOrigin, string>(origin =>
        RateLimitPartition.GetSlidingWindowLimiter(origin.Network, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = options.Value.SignInsPerMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        }));

    public bool Admits(SignInOrigin origin)
    {
        using var lease = _limiter.AttemptAcquire(origin);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
