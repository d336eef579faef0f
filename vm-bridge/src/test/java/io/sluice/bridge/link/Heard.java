package io.sluice.bridge.link;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.RunnerFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway's end heard. Acknowledges reports as a journal would: some at a time, and late.
 * Payloads above a few KiB are digested and not kept.
 */
final class Heard {
  private static final int KEPT_BYTES = 4096;

  private final TestSocket link;
  private final List<RunnerFrame> frames = new ArrayList<>();
  private final Set<ExecutionId> ignored = new HashSet<>();
  private final MessageDigest digest;
  private final List<Report.Output> unacknowledged = new ArrayList<>();
  private long ignoredBytes;
  private long bytes;

  Heard(TestSocket link) {
    this.link = link;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Its reports are neither kept nor acknowledged. */
  Heard ignoring(ExecutionId execution) {
    ignored.add(execution);
    return this;
  }

  RunnerFrame until(Predicate<RunnerFrame> wanted) throws IOException {
    while (true) {
      RunnerFrame frame = link.receive();
      if (frame == null) {
        throw new AssertionError("the runner closed the link after " + frames);
      }
      take(frame);
      if (wanted.test(frame)) {
        return frame;
      }
    }
  }

  /** Reads on unless it came already. */
  void untilHeard(RunnerFrame wanted) throws IOException {
    if (!heard(wanted)) {
      until(wanted::equals);
    }
  }

  Heard untilOver(ExecutionId execution) throws IOException {
    while (reports(execution).filter(report -> !(report instanceof Report.Output)).count() < 3) {
      until(frame -> frame instanceof RunnerFrame.Reported);
    }
    return this;
  }

  void untilOverUnchecked(ExecutionId execution) {
    try {
      untilOver(execution);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  List<RunnerFrame> frames() {
    return frames;
  }

  boolean heard(RunnerFrame frame) {
    return frames.contains(frame);
  }

  byte[] digest() {
    return digest.digest();
  }

  long bytes(ExecutionId execution) {
    return ignored.contains(execution) ? 0 : bytes;
  }

  long ignoredBytes() {
    return ignoredBytes;
  }

  String text(ExecutionId execution, Channel channel) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    reports(execution)
        .forEach(
            report -> {
              if (report instanceof Report.Output output && output.channel() == channel) {
                text.writeBytes(output.payload().toByteArray());
              }
            });
    return text.toString(StandardCharsets.UTF_8);
  }

  @Nullable ExitStatus status(ExecutionId execution) {
    return reports(execution)
        .filter(Report.Exited.class::isInstance)
        .map(report -> ((Report.Exited) report).status())
        .findFirst()
        .orElse(null);
  }

  @Nullable ChannelEnding ending(ExecutionId execution, Channel channel) {
    return reports(execution)
        .filter(Report.ChannelEnded.class::isInstance)
        .map(Report.ChannelEnded.class::cast)
        .filter(ended -> ended.channel() == channel)
        .map(Report.ChannelEnded::ending)
        .findFirst()
        .orElse(null);
  }

  List<Long> sequences(ExecutionId execution) {
    return reports(execution).map(Report::sequence).toList();
  }

  List<Long> countedFromOne(ExecutionId execution) {
    return LongStream.rangeClosed(1, sequences(execution).size()).boxed().toList();
  }

  private Stream<Report> reports(ExecutionId execution) {
    return frames.stream()
        .filter(RunnerFrame.Reported.class::isInstance)
        .map(RunnerFrame.Reported.class::cast)
        .filter(reported -> reported.execution().equals(execution))
        .map(RunnerFrame.Reported::report);
  }

  private void take(RunnerFrame frame) throws IOException {
    if (!(frame instanceof RunnerFrame.Reported(ExecutionId execution, Report report))) {
      frames.add(frame);
      acknowledgeFailure(frame);
      return;
    }
    if (ignored.contains(execution)) {
      ignoredBytes += report instanceof Report.Output output ? output.payload().size() : 0;
      return;
    }
    if (report instanceof Report.Output output) {
      digest.update(output.payload().asByteBuffer());
      bytes += output.payload().size();
      if (output.payload().size() <= KEPT_BYTES) {
        frames.add(frame);
      }
    } else {
      frames.add(frame);
    }
    acknowledge(execution, report);
  }

  private void acknowledgeFailure(RunnerFrame frame) throws IOException {
    if (frame instanceof RunnerFrame.StartFailed(var execution, _, _)
        && !ignored.contains(execution)) {
      link.send(new GatewayFrame.Acknowledged(execution, 3));
    }
  }

  /** Full reports wait until half a window of them is there, as in a slow journal's batch. */
  private void acknowledge(ExecutionId execution, Report report) throws IOException {
    if (report instanceof Report.Output output
        && output.payload().size() == Report.MAX_PAYLOAD_BYTES) {
      unacknowledged.add(output);
      if (unacknowledged.size() < 8) {
        return;
      }
    }
    unacknowledged.clear();
    link.send(new GatewayFrame.Acknowledged(execution, report.sequence()));
  }
}
