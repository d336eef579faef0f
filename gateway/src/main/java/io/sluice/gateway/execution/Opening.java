package io.sluice.gateway.execution;

import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.persistence.query.LogDamaged;
import io.sluice.protocol.model.ExecutionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * Opens the log of an execution; what is asked before it was read waits.
 *
 * @param stash what waits
 */
record Opening(
    ExecutionId id,
    IntakeSetup setup,
    ActorRef<ClusterSharding.ShardCommand> shard,
    ActorContext<IntakeMessage> context,
    TimerScheduler<IntakeMessage> timers,
    StashBuffer<IntakeMessage> stash) {
  private static final int STASH = 10_000;
  private static final Duration IDLE = Duration.ofSeconds(60);

  static Behavior<IntakeMessage> create(
      ExecutionId id, ActorRef<ClusterSharding.ShardCommand> shard, IntakeSetup setup) {
    return Behaviors.setup(
        context -> {
          context.setReceiveTimeout(IDLE, new IntakeMessage.Idle());
          return Behaviors.withTimers(
              timers ->
                  Behaviors.withStash(
                      STASH,
                      stash -> new Opening(id, setup, shard, context, timers, stash).open()));
        });
  }

  /** By a new child; there must be none. */
  Behavior<IntakeMessage> open() {
    ActorRef<ExecutionMessage> child =
        context.spawn(ExecutionActor.create(id, context.getSelf(), setup.clock()), "log");
    context.watch(child);
    return Behaviors.receiveMessage(
        message -> {
          if (message instanceof IntakeMessage.Recovered recovered) {
            return stash.unstashAll(ExecutionIntake.of(this, child, recovered));
          }
          if (message instanceof IntakeMessage.Unreadable(Throwable failure)) {
            return unreadable(failure, child);
          }
          if (message instanceof IntakeMessage.Stop) {
            return Behaviors.stopped();
          }
          stash.stash(message);
          return Behaviors.same();
        });
  }

  /**
   * A database that fails is tried again by the child, but who asked is told now. What it has of a
   * damaged log stays so.
   */
  private Behavior<IntakeMessage> unreadable(Throwable failure, ActorRef<ExecutionMessage> child) {
    LogDamaged how = Damaged.damage(id, failure);
    if (how == null) {
      StorageUnavailable away = new StorageUnavailable("the log could not be opened", failure);
      List<IntakeMessage> others = new ArrayList<>();
      stash.forEach(
          asked -> {
            if (!Unanswerable.refuse(asked, id, setup, away)) {
              others.add(asked);
            }
          });
      stash.clear();
      others.forEach(stash::stash);
      return Behaviors.same();
    }
    context.getLog().error("other executions are not concerned", how);
    context.unwatch(child);
    context.stop(child);
    return Damaged.behavior(this, how);
  }
}
