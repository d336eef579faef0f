package io.sluice.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Executions of alice with logs as tests write them. */
final class SearchRig implements AutoCloseable {
  final World world = new World();

  @Override
  public void close() {
    world.close();
  }

  /** An execution with the outputs on stdout, each an entry. */
  ExecutionId execution(String labels, String... outputs) throws Exception {
    String body = "{\"command\":\"x\",\"labels\":{" + labels + "}}";
    World.Answer made = world.ask(world.alice, "POST", "/v1/executions", body);
    ExecutionId id = new ExecutionId(made.json().path("execution_id").asText());
    world.executions.command(id, new Command.ConfirmStart(MachineExecutions.RUNNER, 1));
    for (String output : outputs) {
      write(id, output);
    }
    return id;
  }

  void write(ExecutionId id, String output) {
    long sequence = sequence(id);
    report(id, new Report.Output(sequence, Channel.STDOUT, sequence, Payload.utf8(output)));
  }

  private long sequence(ExecutionId id) {
    return world.executions.log(id).stream().filter(SearchRig::isReport).count() + 1;
  }

  private static boolean isReport(Entry entry) {
    return entry.event() instanceof Event.OutputAppended
        || entry.event() instanceof Event.ChannelEnded
        || entry.event() instanceof Event.ProcessExited;
  }

  private void report(ExecutionId id, Report report) {
    world.executions.command(
        id, new Command.TakeReports(MachineExecutions.RUNNER, List.of(report)));
  }

  void end(ExecutionId id) {
    report(id, new Report.Exited(sequence(id), 90, new ExitStatus.Code(0), false));
    for (Channel channel : Channel.values()) {
      report(id, new Report.ChannelEnded(sequence(id), channel, 91, ChannelEnding.COMPLETE));
    }
  }

  /** Removes output of stdout, which has whole entries up to there. */
  void trim(ExecutionId id, long upTo) {
    Cursor boundary = new Cursor(new Offset(upTo), upTo, 0);
    world.executions.command(
        id,
        new Command.Trim(
            new Offset(upTo), boundary, Command.Purpose.CLEAN_UP, Duration.ofMinutes(5)));
    world.executions.lose(id, before(upTo));
  }

  static Predicate<Entry> before(long upTo) {
    return entry ->
        entry.event() instanceof Event.OutputAppended output && output.offset().bytes() < upTo;
  }

  World.Answer search(ExecutionId id, String query) throws Exception {
    return world.get(world.alice, "/v1/executions/" + id.value() + "/search?" + query);
  }

  World.Answer searchAll(String query) throws Exception {
    return world.get(world.alice, "/v1/search?" + query);
  }

  static List<Long> offsets(JsonNode answer) {
    List<Long> offsets = new ArrayList<>();
    answer.path("matches").forEach(match -> offsets.add(match.path("offset").longValue()));
    return offsets;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
