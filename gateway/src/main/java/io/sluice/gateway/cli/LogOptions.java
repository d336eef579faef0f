package io.sluice.gateway.cli;

import io.sluice.protocol.model.LogWish;
import io.sluice.protocol.model.OutputLimit.Policy;
import io.sluice.protocol.model.OutputRule;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of a log is kept, as people type it. */
final class LogOptions {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB|)");

  @Option(
      names = "--output-limit",
      paramLabel = "SIZE[:POLICY]",
      description =
          "keep 64MiB, 1GiB, ... of its output, or all of it: off; then end, block, keep-newest")
  OutputRule output = new OutputRule.OfDeployment();

  @Option(
      names = "--retention",
      paramLabel = "D",
      description = "keep its log for so long after its end")
  @Nullable Duration retention;

  LogWish wish() {
    return new LogWish(output, retention);
  }

  /**
   * @throws IllegalArgumentException for what is no size, or no policy
   */
  static OutputRule output(String text) {
    if (text.equals("off")) {
      return new OutputRule.Unlimited();
    }
    int colon = text.indexOf(':');
    return colon < 0
        ? new OutputRule.UpTo(bytes(text), null)
        : new OutputRule.UpTo(bytes(text.substring(0, colon)), policy(text.substring(colon + 1)));
  }

  private static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a size is like 4096, 64KiB, 16MiB or 1GiB: " + text);
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "KiB" -> Math.multiplyExact(count, 1L << 10);
      case "MiB" -> Math.multiplyExact(count, 1L << 20);
      case "GiB" -> Math.multiplyExact(count, 1L << 30);
      default -> count;
    };
  }

  private static Policy policy(String text) {
    for (Policy policy : Policy.values()) {
      if (policy.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
        return policy;
      }
    }
    throw new IllegalArgumentException("a policy is end, block or keep-newest: " + text);
  }
}
