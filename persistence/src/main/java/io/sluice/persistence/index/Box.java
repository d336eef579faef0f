package io.sluice.persistence.index;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A box, the home of executions.
 *
 * @param name unique in its tenant; null: only its id
 * @param workingDirectory null: the box's own directory
 * @param requirements what its runner must be
 * @param runner where it lives from its first execution on; null: nowhere yet
 */
public record Box(
    BoxId id,
    TenantId tenant,
    @Nullable String name,
    Status status,
    String image,
    int cpus,
    int memoryMib,
    Map<String, String> environment,
    @Nullable String workingDirectory,
    Map<String, String> labels,
    Upkeep upkeep,
    Life life,
    Instant createdAt,
    Instant updatedAt,
    Requirements requirements,
    @Nullable RunnerId runner) {
  /** Where a box stands. */
  public enum Status {
    CONFIGURED,
    RUNNING,
    STOPPING,
    STOPPED,
    FAILED
  }

  /**
   * What is done with it without being asked each time.
   *
   * @param main what it runs of its own whenever it is started; null: nothing
   * @param idleStop it is stopped when nobody used it for so long; zero: never
   * @param deleteAfterStop it is removed when it was stopped so long ago; zero: never
   * @param resumes whether a command starts it again after it was stopped for its idleness
   */
  public record Upkeep(
      @Nullable CommandSpec main, Duration idleStop, Duration deleteAfterStop, boolean resumes) {
    /** Nothing of its own, and it stays as it is. */
    public static final Upkeep NONE = new Upkeep(null, Duration.ZERO, Duration.ZERO, true);
  }

  /**
   * Between one start and the next.
   *
   * @param number how often it was started
   * @param main the main session of this life, begun or still to begin; null: it has none
   * @param stoppedItself whether its idleness ended this life, and nobody asked for that
   */
  public record Life(long number, @Nullable ExecutionId main, boolean stoppedItself) {
    /** Of a box that was never started. */
    public static final Life NONE = new Life(0, null, false);
  }

  /** Copies the maps. */
  public Box {
    environment = Map.copyOf(environment);
    labels = Map.copyOf(labels);
  }
}
