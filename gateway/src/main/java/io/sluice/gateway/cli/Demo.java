package io.sluice.gateway.cli;

import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionStream;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.client.StreamSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Two consumers of one command, one after the other, the first over a line that is cut. All that it
 * prints comes from them, and at the end it is compared with the journal.
 */
final class Demo {
  private static final String JOB =
      "for i in $(seq 1 \"$0\"); do echo \"line $i of $0\"; "
          + "if [ $((i % 10)) -eq 0 ]; then echo \"warning at $i\" >&2; fi; sleep 0.4; done; exit 7";

  private static final int EXIT_CODE = 7;

  /** Between two lines of the job, so that A has acknowledged what it showed. */
  private static final Executor NEXT =
      CompletableFuture.delayedExecutor(
          200, TimeUnit.MILLISECONDS, task -> Thread.ofVirtual().start(task));

  private final Stage stage;
  private final PrintStream out;
  private final Transcript transcript = new Transcript();

  /**
   * Who takes part.
   *
   * @param a over the line that is cut
   * @param b straight to the gateway
   */
  record Stage(SluiceClient a, SluiceClient b, LineCutter line, String box, int lines) {}

  Demo(Stage stage, PrintStream out) {
    this.stage = stage;
    this.out = out;
  }

  /**
   * @param key may read the log
   * @return whether nothing was lost
   */
  boolean run(String key) throws IOException, InterruptedException {
    ExecRequest job = ExecRequest.of("sh", "-c", JOB, Integer.toString(stage.lines()));
    String id = stage.a().exec(stage.box(), job);
    out.println("-- a job began: it prints " + stage.lines() + " lines and exits with 7; " + id);
    out.println(
        "-- A attaches and has control; each line begins with the offset of its first byte");
    CompletableFuture<@Nullable StreamEnd> successor = new CompletableFuture<>();
    StreamEnd first;
    try (ExecutionStream a = open(stage.a(), StreamRequest.controller(id))) {
      first = watch(a, id, successor);
    }
    tell("A", first);
    StreamEnd last = first instanceof StreamEnd.Preempted ? successor.join() : first;
    return verdict(id, key, last);
  }

  private static ExecutionStream open(SluiceClient client, StreamRequest request) {
    return client.stream(request, StreamSettings.usual(() -> 0.5));
  }

  /** A reads; a third of the way on its line is cut, two thirds on B comes. */
  private StreamEnd watch(
      ExecutionStream a, String id, CompletableFuture<@Nullable StreamEnd> successor)
      throws InterruptedException {
    int taken = 0;
    int connectionsBefore = -1;
    while (true) {
      StreamItem item = a.next();
      if (item instanceof StreamItem.Ended(StreamEnd end)) {
        return end;
      }
      if (connectionsBefore >= 0 && stage.line().connections() > connectionsBefore) {
        out.println("-- A came back by itself, on a new connection, and goes on:");
        connectionsBefore = -1;
      }
      show("A", item);
      a.acknowledge();
      taken += item instanceof StreamItem.Output ? 1 : 0;
      if (taken == stage.lines() / 3 && connectionsBefore < 0) {
        taken++;
        connectionsBefore = stage.line().connections();
        out.println("-- the line of A is cut: both its ends see a reset");
        stage.line().cut();
      }
      if (taken == 2 * stage.lines() / 3) {
        taken++;
        out.println("-- B takes control from A");
        NEXT.execute(() -> succeed(id, successor));
      }
    }
  }

  private void succeed(String id, CompletableFuture<@Nullable StreamEnd> over) {
    try (ExecutionStream b = open(stage.b(), StreamRequest.preempting(id))) {
      while (true) {
        StreamItem item = b.next();
        if (item instanceof StreamItem.Ended(StreamEnd end)) {
          tell("B", end);
          over.complete(end);
          return;
        }
        show("B", item);
      }
    } catch (InterruptedException | RuntimeException failed) {
      over.completeExceptionally(failed);
    }
  }

  private void show(String who, StreamItem item) {
    switch (item) {
      case StreamItem.Output output -> {
        transcript.add(output);
        String text = new String(output.bytes().toByteArray(), StandardCharsets.UTF_8).strip();
        out.printf("%s %6d  %s%n", who, output.offset().bytes(), text.replace("\n", " / "));
      }
      case StreamItem.ChannelEnded ended ->
          out.printf(
              "%s %6d  the end of %s%n",
              who, ended.offset().bytes(), ended.channel().name().toLowerCase(Locale.ROOT));
      case StreamItem.Missing missing -> out.println(who + "         missing: " + missing);
      case StreamItem.Problem(String code, String message) -> {
        if (!code.equals("stdin_closed")) { // As it must be when the job ends.
          out.println(who + "         " + message);
        }
      }
      case StreamItem.Ended _ -> throw new IllegalArgumentException("the end is told apart");
    }
  }

  private void tell(String who, StreamEnd end) {
    switch (end) {
      case StreamEnd.Exited(var exit) ->
          out.printf(
              "%s %6d  exit %d, the last of all%n", who, exit.offset().bytes(), exit.exitCode());
      case StreamEnd.Preempted(String by) ->
          out.println("-- A is told that " + by + " has control, and does not take it back");
      case StreamEnd.Left _ -> out.println("-- " + who + " left");
      case StreamEnd.GaveUp(var _, String message) -> out.println("-- " + who + ": " + message);
    }
  }

  private boolean verdict(String id, String key, @Nullable StreamEnd last)
      throws IOException, InterruptedException {
    byte[] journal = journal(id, key);
    String written = Transcript.sha256(journal);
    out.printf("-- the journal: %6d bytes, SHA-256 %s%n", journal.length, written);
    out.printf("-- A and B had: %6d bytes, SHA-256 %s%n", transcript.size(), transcript.sha256());
    boolean whole =
        transcript.missing() == 0
            && transcript.sha256().equals(written)
            && last instanceof StreamEnd.Exited(var exit)
            && exit.exitCode() == EXIT_CODE
            && exit.offset().bytes() == journal.length;
    out.println(
        whole
            ? "-- nothing was lost; " + transcript.repeated() + " bytes went to both A and B"
            : "-- SOMETHING IS WRONG: " + transcript.missing() + " bytes missing, end: " + last);
    return whole;
  }

  private byte[] journal(String id, String key) throws IOException, InterruptedException {
    URI address = stage.b().base().resolve("/v1/executions/" + id + "/output");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(address).header("Authorization", "Bearer " + key).build();
      return http.send(request, BodyHandlers.ofByteArray()).body();
    }
  }
}
