using Microsoft.JSInterop;

namespace Dashboard.Live;

/// <summary>Lets an open page find out whether its circuit still answers.</summary>
public static class CircuitPing
{
    [JSInvokable("Ping")]
    public static void Answer()
    {
    }
}
