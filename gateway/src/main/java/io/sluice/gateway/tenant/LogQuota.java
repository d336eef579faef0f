package io.sluice.gateway.tenant;

import io.sluice.protocol.model.LogBounds;
import io.sluice.protocol.model.LogWish;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.OutputRule;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What of the logs of one tenant may be kept.
 *
 * @param output of an execution whose start does not say
 * @param retention of ended logs
 */
public record LogQuota(Output output, Retention retention) {
  /**
   * Of output.
   *
   * @param limit in bytes, when a start names none; null: none
   * @param policy when a start names none
   * @param most that a start may ask for; null: anything
   */
  public record Output(@Nullable Long limit, OutputLimit.Policy policy, @Nullable Long most) {}

  /**
   * Of ended logs.
   *
   * @param afterEnd how long one is kept, when its start does not say
   * @param most that a start may ask for; null: anything
   * @param keepBytes of all of them together, the newest; null: any
   */
  public record Retention(Duration afterEnd, @Nullable Duration most, @Nullable Long keepBytes) {}

  /**
   * What holds for a start that asks for this.
   *
   * @throws WireFault when it asks for more than it may
   */
  public LogBounds bounds(LogWish wish) {
    return new LogBounds(limit(wish.output()), retention(wish.retention()));
  }

  private @Nullable OutputLimit limit(OutputRule wish) {
    return switch (wish) {
      case OutputRule.OfDeployment _ -> usual();
      case OutputRule.Unlimited _ -> {
        if (output.most() != null) {
          throw tooMuch();
        }
        yield null;
      }
      case OutputRule.UpTo(long bytes, var policy) -> {
        if (output.most() != null && bytes > output.most()) {
          throw tooMuch();
        }
        OutputLimit limit = new OutputLimit(bytes, policy == null ? output.policy() : policy);
        requireRoomForSteps(limit);
        yield limit;
      }
    };
  }

  /** Never more than may be asked for. */
  private @Nullable OutputLimit usual() {
    Long limit = output.limit();
    Long most = output.most();
    if (limit == null || most == null) {
      Long either = limit == null ? most : limit;
      return either == null ? null : new OutputLimit(either, output.policy());
    }
    return new OutputLimit(Math.min(limit, most), output.policy());
  }

  private static WireFault invalid(String message) {
    return new WireFault(ProblemCode.INVALID_ARGUMENT, message);
  }

  private WireFault tooMuch() {
    return invalid("output.limit_bytes is at most " + output.most() + " here");
  }

  private static void requireRoomForSteps(OutputLimit limit) {
    if (limit.policy() == OutputLimit.Policy.KEEP_NEWEST
        && limit.bytes() < OutputLimit.LEAST_TO_KEEP_NEWEST) {
      throw invalid(
          "output.limit_bytes is at least "
              + OutputLimit.LEAST_TO_KEEP_NEWEST
              + " with keep_newest");
    }
  }

  private @Nullable Duration retention(@Nullable Duration asked) {
    Duration most = retention.most();
    if (asked != null && most != null && asked.compareTo(most) > 0) {
      throw invalid("retention_seconds is at most " + most.toSeconds() + " here");
    }
    return asked;
  }
}
