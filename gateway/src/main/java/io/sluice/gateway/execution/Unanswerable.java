package io.sluice.gateway.execution;

import io.sluice.protocol.model.ExecutionId;
import org.apache.pekko.actor.Status;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/** Tells those who asked an execution that its log cannot be had. */
final class Unanswerable {
  private Unanswerable() {}

  /**
   * Fails the ask, and gives back the place that was reserved for it.
   *
   * @return false: nobody waits for an answer to this
   */
  static boolean refuse(
      IntakeMessage message, ExecutionId id, IntakeSetup setup, RuntimeException why) {
    if (message instanceof IntakeMessage.Begin(_, RunnerLink link, _) && link != null) {
      setup.runners().release(link, id);
    }
    ActorRef<?> asker = asker(message);
    if (asker == null) {
      return false;
    }
    // An ask fails with what is sent so, whatever answer it waits for.
    Adapter.toClassic(asker)
        .tell(new Status.Failure(why), org.apache.pekko.actor.ActorRef.noSender());
    return true;
  }

  private static @Nullable ActorRef<?> asker(IntakeMessage message) {
    return switch (message) {
      case IntakeMessage.Begin begin -> begin.replyTo();
      case IntakeMessage.Control control -> control.replyTo();
      case IntakeMessage.GetState get -> get.replyTo();
      case IntakeMessage.AwaitEnd await -> await.replyTo();
      case IntakeMessage.Flush flush -> flush.replyTo();
      case IntakeMessage.Adopt adopt -> adopt.replyTo();
      case IntakeMessage.Pull pull -> pull.replyTo();
      case IntakeMessage.TakeControl take -> take.replyTo();
      case IntakeMessage.WatchSeat watch -> watch.replyTo();
      case IntakeMessage.WriteStdin write -> write.replyTo();
      case IntakeMessage.EndStdin end -> end.replyTo();
      case IntakeMessage.WatchStdin watch -> watch.replyTo();
      case IntakeMessage.Trim trim -> trim.replyTo();
      case IntakeMessage.Forget forget -> forget.replyTo();
      case IntakeMessage.PlaceFound _,
          IntakeMessage.OfRunner _,
          IntakeMessage.RunnerBack _,
          IntakeMessage.PeerAlive _,
          IntakeMessage.PeerAcknowledged _,
          IntakeMessage.KeepPlace _,
          IntakeMessage.Leave _,
          IntakeMessage.Local _ ->
          null;
    };
  }
}
