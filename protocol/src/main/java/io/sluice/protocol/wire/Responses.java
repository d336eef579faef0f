package io.sluice.protocol.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bodies of answers. Times are ISO 8601 in UTC. Clients pass over fields they don't know. */
public final class Responses {
  private Responses() {}

  /** What works here. */
  public record Config(Capabilities capabilities) {}

  /** True only for what works; sizes in bytes, times in seconds. */
  public record Capabilities(
      boolean linuxCapabilitiesEnabled,
      boolean snapshotsEnabled,
      boolean cloneEnabled,
      boolean exportEnabled,
      boolean importEnabled,
      boolean ttyEnabled,
      boolean streamingEnabled,
      int maxCpus,
      int maxRequestBytes,
      int maxWaitSeconds,
      long fileTransferMaxBytes) {}

  /** Who the credential says that the caller is. */
  public record Me(
      String sub, String principalType, @Nullable String pathPrefix, List<String> scopes) {}

  /**
   * A box.
   *
   * @param autoStop seconds without use after which it is stopped; 0: never
   * @param autoDelete seconds after its stop; 0: never
   * @param autoResume whether a command starts it again after it was stopped for its idleness
   * @param mainExecutionId the main session of its present or last life; null: none
   */
  public record BoxBody(
      String boxId,
      @Nullable String name,
      String status,
      String createdAt,
      String updatedAt,
      @Nullable Long pid,
      String image,
      int cpus,
      int memoryMib,
      Map<String, String> labels,
      long autoStop,
      long autoDelete,
      boolean autoResume,
      @Nullable String mainExecutionId) {}

  /** One page of boxes. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record BoxList(List<BoxBody> boxes, @Nullable String nextPageToken) {}

  /** An execution exists. */
  public record ExecAccepted(String executionId) {}

  /**
   * How many bytes are journaled.
   *
   * @param earliest where what is left of them begins; null in lists
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Offsets(
      long end, @Nullable Long stdout, @Nullable Long stderr, @Nullable Long earliest) {}

  /**
   * The limit on output.
   *
   * @param policy block, end or keep_newest
   * @param blocked whether the process waits for output to be removed; null: it does not
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OutputLimitBody(long limitBytes, String policy, @Nullable Boolean blocked) {}

  /**
   * An execution.
   *
   * @param status running, completed, killed or timed_out
   * @param state accepted, queued, starting, running, draining or ended: always the truth
   * @param queuePosition its place among those that wait for a runner, from 1; null: it does not
   *     wait
   * @param exitCode 0 to 255, 128+n for a signal, −1 when nobody knows; null before the end
   * @param signal its number, when one ended it
   * @param reason why it ended; null before the end
   * @param incomplete true when output is missing; null when not
   * @param truncated true when a limit removed output before the end; null when not
   * @param offsets null in lists while it runs
   * @param tty true when it has a terminal; null when not
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ExecutionBody(
      String executionId,
      String boxId,
      String status,
      String state,
      @Nullable Integer queuePosition,
      @Nullable Integer exitCode,
      @Nullable Integer signal,
      @Nullable String reason,
      @Nullable Boolean incomplete,
      @Nullable Boolean truncated,
      @Nullable String startedAt,
      @Nullable Long durationMs,
      @Nullable String errorMessage,
      @Nullable Offsets offsets,
      @Nullable OutputLimitBody output,
      @Nullable Boolean tty,
      List<String> command,
      Map<String, String> labels) {}

  /**
   * Output was removed.
   *
   * @param earliestOffset where what is left begins
   */
  public record Trimmed(long earliestOffset) {}

  /** One page of executions, the newest first. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ExecutionList(List<ExecutionBody> executions, @Nullable String nextPageToken) {}

  /** A key without its secret. */
  public record KeyBody(
      String id,
      String name,
      String tenant,
      List<String> scopes,
      String createdAt,
      @Nullable String revokedAt) {}

  /** A new key. */
  public record KeyCreated(KeyBody key, String token) {
    /** Without the token: it is secret. */
    @Override
    public String toString() {
      return "KeyCreated[" + key.id() + "]";
    }
  }

  /** All keys. */
  public record KeyList(List<KeyBody> keys) {}

  /**
   * A runner.
   *
   * @param state connected, draining or away
   * @param draining whether it gets nothing new, away or not
   * @param taken how many executions have a place there
   * @param queued how many wait for a place on this one, for their box lives there
   * @param lastHeartbeat when it last answered, by the gateway's clock; null: not since it dialled
   * @param version of its program; null: it does not tell
   * @param executions the ids of those that have a place, at most the first 100
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RunnerBody(
      String id,
      String incarnation,
      String state,
      boolean draining,
      Map<String, String> labels,
      List<String> drivers,
      int capacity,
      int taken,
      int queued,
      @Nullable String lastHeartbeat,
      @Nullable String version,
      List<String> executions) {}

  /** How many wait for a place on any runner, and how many may. */
  public record QueueBody(int waiting, int limit) {}

  /** All runners. */
  public record RunnerList(List<RunnerBody> runners, QueueBody queue) {}

  /** Whether it is ready, and if not, why. */
  public record Health(String status, List<String> reasons) {}
}
