package io.sluice.protocol.wire;

import io.sluice.protocol.model.LogWish;
import io.sluice.protocol.model.OutputLimit.Policy;
import io.sluice.protocol.model.OutputRule;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What of its log a start asks to be kept: {@code output} and {@code retention_seconds}. */
final class LogWishes {
  private static final int MAX_RETENTION_SECONDS = Integer.MAX_VALUE;

  private LogWishes() {}

  static LogWish take(Fields fields) {
    Duration retention = fields.seconds("retention_seconds", MAX_RETENTION_SECONDS);
    return new LogWish(rule(fields.object("output")), retention);
  }

  private static OutputRule rule(@Nullable Fields output) {
    if (output == null) {
      return new OutputRule.OfDeployment();
    }
    long bytes = output.requiredLong("limit_bytes", 0);
    Policy policy = policy(output.text("policy", 16));
    output.requireNoOther();
    if (bytes > 0) {
      return new OutputRule.UpTo(bytes, policy);
    }
    if (policy != null) {
      throw WireFault.invalid("output has a policy and no limit");
    }
    return new OutputRule.Unlimited();
  }

  private static @Nullable Policy policy(@Nullable String word) {
    if (word == null) {
      return null;
    }
    for (Policy policy : Policy.values()) {
      if (word(policy).equals(word)) {
        return policy;
      }
    }
    throw WireFault.invalid("output.policy must be block, end or keep_newest");
  }

  static String word(Policy policy) {
    return policy.name().toLowerCase(Locale.ROOT);
  }
}
