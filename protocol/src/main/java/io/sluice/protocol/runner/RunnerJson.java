package io.sluice.protocol.runner;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.StdinOffset;
import java.util.List;

/** The control frames that a runner sends. */
final class RunnerJson {
  private RunnerJson() {}

  static ObjectNode encode(RunnerFrame frame) {
    return switch (frame) {
      case RunnerFrame.Hello hello -> hello(hello);
      case RunnerFrame.Started(ExecutionId execution, long pid) ->
          about("started", execution).put("pid", pid);
      case RunnerFrame.StartFailed(var execution, var failure, var message) ->
          about("start_failed", execution)
              .put("failure", WireNames.of(failure))
              .put("message", message);
      case RunnerFrame.Reported(var execution, var report) -> report(execution, report);
      case RunnerFrame.StdinAcknowledged(var execution, var offset, boolean closed) ->
          about("stdin_ack", execution).put("offset", offset.bytes()).put("closed", closed);
      case RunnerFrame.Flushed(var execution, long number, long sequence) ->
          about("flushed", execution).put("number", number).put("sequence", sequence);
      case RunnerFrame.BeatAnswered(long number) ->
          JsonObject.create("beat_answered").put("number", number);
    };
  }

  static RunnerFrame decode(JsonObject json) {
    return switch (json.text("type")) {
      case "hello" -> hello(json);
      case "started" -> new RunnerFrame.Started(execution(json), json.number("pid"));
      case "start_failed" ->
          new RunnerFrame.StartFailed(
              execution(json), WireNames.startFailure(json.text("failure")), json.text("message"));
      case "channel_end" -> new RunnerFrame.Reported(execution(json), channelEnded(json));
      case "exited" -> new RunnerFrame.Reported(execution(json), exited(json));
      case "stdin_ack" ->
          new RunnerFrame.StdinAcknowledged(
              execution(json), new StdinOffset(json.number("offset")), json.flag("closed"));
      case "flushed" ->
          new RunnerFrame.Flushed(execution(json), json.number("number"), json.number("sequence"));
      case "beat_answered" -> new RunnerFrame.BeatAnswered(json.number("number"));
      default ->
          throw new LinkFault(
              LinkFault.Reason.UNKNOWN_KIND, "no runner sends a frame of that type");
    };
  }

  private static ObjectNode about(String type, ExecutionId execution) {
    return JsonObject.create(type).put("execution_id", execution.value());
  }

  static ExecutionId execution(JsonObject json) {
    return new ExecutionId(json.text("execution_id"));
  }

  private static ObjectNode hello(RunnerFrame.Hello hello) {
    ObjectNode node =
        JsonObject.create("hello")
            .put("version", hello.version())
            .put("runner_id", hello.runner().value())
            .put("incarnation", hello.incarnation().value())
            .put("capacity", hello.capacity());
    ObjectNode labels = node.putObject("labels");
    hello.labels().forEach(labels::put);
    ArrayNode drivers = node.putArray("drivers");
    hello.drivers().forEach(drivers::add);
    ArrayNode executions = node.putArray("executions");
    hello.executions().forEach(held -> held(executions.addObject(), held));
    if (hello.software() != null) {
      node.put("software", hello.software());
    }
    return node;
  }

  private static void held(ObjectNode node, RunnerFrame.Held held) {
    node.put("execution_id", held.execution().value())
        .put("last_sequence", held.lastSequence())
        .put("last_acknowledged", held.lastAcknowledged())
        .put("stdin_applied", held.stdinApplied().bytes())
        .put("stdin_ended", held.stdinEnded());
  }

  private static RunnerFrame hello(JsonObject json) {
    List<RunnerFrame.Held> executions =
        json.objects("executions").stream().map(RunnerJson::held).toList();
    return new RunnerFrame.Hello(
        json.integer("version"),
        new RunnerId(json.text("runner_id")),
        new Incarnation(json.text("incarnation")),
        json.object("labels").textsByName(),
        json.integer("capacity"),
        json.texts("drivers"),
        executions,
        json.textOrNull("software"));
  }

  private static RunnerFrame.Held held(JsonObject json) {
    return new RunnerFrame.Held(
        execution(json),
        json.number("last_sequence"),
        json.number("last_acknowledged"),
        new StdinOffset(json.number("stdin_applied")),
        json.flag("stdin_ended"));
  }

  private static ObjectNode report(ExecutionId execution, Report report) {
    return switch (report) {
      case Report.ChannelEnded(long sequence, var channel, long time, var ending) ->
          numbered("channel_end", execution, sequence, time)
              .put("channel", WireNames.of(channel))
              .put("ending", WireNames.of(ending));
      case Report.Exited(long sequence, long time, var status, boolean timedOut) ->
          WireNames.put(numbered("exited", execution, sequence, time), status)
              .put("timed_out", timedOut);
      case Report.Output _ -> throw new IllegalArgumentException("output travels in binary");
    };
  }

  private static ObjectNode numbered(String type, ExecutionId execution, long sequence, long time) {
    return about(type, execution).put("sequence", sequence).put("time_us", time);
  }

  private static Report channelEnded(JsonObject json) {
    return new Report.ChannelEnded(
        json.number("sequence"),
        WireNames.channel(json.text("channel")),
        json.number("time_us"),
        WireNames.ending(json.text("ending")));
  }

  private static Report exited(JsonObject json) {
    return new Report.Exited(
        json.number("sequence"),
        json.number("time_us"),
        WireNames.exitStatus(json),
        json.flag("timed_out"));
  }
}
