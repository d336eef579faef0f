package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.AttachListener;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionStream;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.client.StreamSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the parts of {@code bench resume} share.
 *
 * @param client for all but streams: an upgrade takes a warm connection away from its client, so
 *     that streams would not all begin alike
 * @param consumers for streams
 */
record ResumeStage(
    ChildGateway gateway,
    SluiceClient client,
    SluiceClient consumers,
    String box,
    PrintStream out) {
  private static final long LEAD_NANOS = 500_000_000;

  /** Starts the process; its execution. */
  String start(RecordWriter.Load load) {
    return client.exec(box, new ExecRequest(load.command(), Map.of(), null, false, null));
  }

  /** Tells the process when to begin; whoever told it has left before that. */
  Schedule begin(String execution, RecordWriter.Load load)
      throws UserFailure, InterruptedException {
    try (Attachment writer =
        client.attach(AttachRequest.controller(execution), AttachListener.discarding())) {
      Schedule schedule = Schedule.in(LEAD_NANOS, load.intervalNanos());
      if (!writer.writeStdin(RecordWriter.Load.begin(schedule))) {
        throw new UserFailure("the process could not be told to begin");
      }
      return schedule;
    }
  }

  ExecutionStream stream(StreamRequest request) {
    return stream(consumers, request);
  }

  static ExecutionStream stream(SluiceClient client, StreamRequest request) {
    return client.stream(
        request, StreamSettings.usual(() -> ThreadLocalRandom.current().nextDouble()));
  }

  void heading(String text) throws IOException {
    out.println();
    out.println(text + " (" + Machine.load() + ")");
  }

  /** A label and what was measured, in columns. */
  void row(String label, String figures) {
    out.printf("  %-52s %s%n", label + ":", figures);
  }

  static String verdict(boolean met) {
    return met ? "met" : "missed";
  }
}
