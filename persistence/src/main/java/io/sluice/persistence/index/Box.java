package io.sluice.persistence.index;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.TenantId;
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

  /** Copies the maps. */
  public Box {
    environment = Map.copyOf(environment);
    labels = Map.copyOf(labels);
  }

  /** One that any runner may host, and none does yet. */
  public Box(
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
      Instant createdAt,
      Instant updatedAt) {
    this(
        id,
        tenant,
        name,
        status,
        image,
        cpus,
        memoryMib,
        environment,
        workingDirectory,
        labels,
        createdAt,
        updatedAt,
        Requirements.NONE,
        null);
  }
}
