using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Settling;

/// <summary>What the next attempt of a delivery is about.</summary>
internal enum Errand
{
    /// <summary>It is sent.</summary>
    Send = 0,

    /// <summary>The platform is asked whether an earlier request took effect.</summary>
    Check = 1,

    /// <summary>Nothing is sent: a person decides.</summary>
    Hold = 2,
}

/// <summary>Decides what the next attempt is about: by the policy in force when it is made. Pure.</summary>
internal static class Errands
{
    public static Errand Of(Delivery delivery, DestinationSettings destination) => (delivery.Ambiguity, destination.OnAmbiguous) switch
    {
        (Ambiguity.None, _) => Errand.Send,
        (_, OnAmbiguous.Check) when destination.Check is not null => Errand.Check,

        // What a person asks to be tried again is tried: that is the decision.
        (_, OnAmbiguous.Hold) when delivery.Attempts > delivery.AttemptsBefore => Errand.Hold,
        _ => Errand.Send,
    };
}
