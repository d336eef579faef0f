package io.sluice.gateway.app;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sluice.persistence.journal.JournalPlugin;
import io.sluice.persistence.sql.Database;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** The actor system: a cluster of this one node, journaling into the database. */
final class ActorSystems {
  private ActorSystems() {}

  static ActorSystem<Void> start(Database database) {
    Config config =
        JournalPlugin.of(database)
            .withFallback(ConfigFactory.parseResources("sluice-pekko.conf"))
            .withFallback(ConfigFactory.load())
            .resolve();
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "sluice", config);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    return system;
  }

  /** Whether all actors ended in time. */
  static boolean stop(ActorSystem<?> system, Duration within) {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(within.toMillis(), MILLISECONDS);
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException late) {
      return false;
    }
  }
}
