using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

/// <summary>Sees what is committed at the moment it is, before any answer leaves.</summary>
internal interface IRowsWatch
{
    /// <summary>A new event, with its deliveries.</summary>
    void Recorded(Storage.Recording recording);

    /// <summary>A settlement that was not refused, and the delivery after it.</summary>
    void Settled(Delivery delivery, Settlement settlement);

    /// <summary>A delivery was made, before anybody is told of it.</summary>
    void Added(DeliveryRow row);

    /// <summary>An event that was over was removed, with its deliveries.</summary>
    void Pruned(EventRow row);
}
