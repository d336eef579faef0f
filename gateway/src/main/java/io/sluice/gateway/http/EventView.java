package io.sluice.gateway.http;

import io.sluice.gateway.attach.LogItem;
import io.sluice.gateway.execution.ExitCodes;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Cause;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.follow.Gap;
import io.sluice.protocol.wire.Json;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * An event of a log as one line of JSON.
 *
 * @param id the number of its entry, or of the last before what follows it; who read it goes on
 *     after that. Null when another event belongs to it
 */
record EventView(@Nullable Long id, String type, ByteString json) {
  /** How far each consumer came is not shown, who has control is; of a trim, what one misses. */
  static List<EventView> of(LogItem item) {
    return switch (item) {
      case LogItem.Journaled(Entry(_, Event.Acknowledged _)) -> List.of();
      case LogItem.Journaled(Entry(_, Event.PlaceClosed _)) -> List.of();
      case LogItem.Journaled(Entry(_, Event.Trimmed _)) -> List.of();
      case LogItem.Journaled(Entry(_, Event.Anchored _)) -> List.of();
      case LogItem.Journaled(Entry(long number, var event)) -> {
        Map<String, Object> body = new LinkedHashMap<>();
        yield List.of(view(number, fill(body, event), body));
      }
      case LogItem.Missing(var gaps, long before) -> gaps(gaps, before - 1);
    };
  }

  /** Only the last has an id, so that nobody goes on between them. */
  private static List<EventView> gaps(List<Gap> gaps, long id) {
    List<EventView> views = new ArrayList<>();
    for (Gap gap : gaps) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("channel", word(gap.channel()));
      body.put("from", gap.range().from().bytes());
      body.put("to", gap.range().to().bytes());
      body.put("reason", word(gap.reason()));
      views.add(view(views.size() + 1 == gaps.size() ? id : null, "gap", body));
    }
    return views;
  }

  private static EventView view(@Nullable Long id, String type, Map<String, Object> body) {
    Map<String, Object> whole = new LinkedHashMap<>();
    putKnown(whole, "id", id);
    whole.put("type", type);
    whole.putAll(body);
    return new EventView(id, type, ByteString.fromArrayUnsafe(Json.write(whole).toByteArray()));
  }

  private static String fill(Map<String, Object> body, Event event) {
    return switch (event) {
      case Event.Accepted(var facts) -> at(body, "accepted", facts.acceptedAt());
      case Event.Placed placed -> at(body, "placed", placed.at());
      case Event.Started started -> at(body, "started", started.at());
      case Event.OutputAppended output -> output(body, output);
      case Event.ChannelEnded ended -> channelEnd(body, ended);
      case Event.OutputCut cut -> timed(body, "output_cut", cut.timeMicros());
      case Event.ProcessExited exited -> timed(body, "process_exited", exited.timeMicros());
      case Event.KillRequested kill -> {
        putCause(body, kill.cause());
        yield at(body, "kill_requested", kill.at());
      }
      case Event.SignalRequested signal -> signalled(body, signal);
      case Event.Resized resized -> {
        body.put("cols", resized.size().columns());
        body.put("rows", resized.size().rows());
        yield at(body, "resized", resized.at());
      }
      case Event.ControlTaken taken -> {
        body.put("generation", taken.generation().number());
        body.put("by", taken.seat().consumer().value());
        putKnown(body, "displaced", taken.displaced() == null ? null : taken.displaced().value());
        yield at(body, "control_taken", taken.at());
      }
      case Event.Acknowledged acknowledged -> at(body, "acknowledged", acknowledged.at());
      case Event.PlaceClosed closed -> at(body, "place_closed", closed.at());
      case Event.ControlLeft left -> {
        body.put("by", left.consumer().value());
        yield at(body, "control_left", left.at());
      }
      case Event.Trimmed trimmed -> at(body, "trimmed", trimmed.at());
      case Event.Anchored(var signed) -> at(body, "anchored", signed.anchor().at());
      case Event.Ended ended -> exit(body, ended);
    };
  }

  private static String timed(Map<String, Object> body, String type, long timeMicros) {
    body.put("time_us", timeMicros);
    return type;
  }

  private static String signalled(Map<String, Object> body, Event.SignalRequested event) {
    body.put("signal", event.signal().number());
    putCause(body, event.cause());
    return at(body, "signal_requested", event.at());
  }

  private static void putCause(Map<String, Object> body, Cause cause) {
    switch (cause) {
      case ASKED -> {}
      case UNATTENDED, OUTPUT_LIMIT -> body.put("cause", word(cause));
    }
  }

  private static String at(Map<String, Object> body, String type, Object at) {
    body.put("at", at.toString());
    return type;
  }

  private static String output(Map<String, Object> body, Event.OutputAppended output) {
    body.put("channel", word(output.channel()));
    body.put("offset", output.offset().bytes());
    body.put("time_us", output.timeMicros());
    body.put("data", Base64.getEncoder().encodeToString(output.payload().toByteArray()));
    return "output";
  }

  private static String channelEnd(Map<String, Object> body, Event.ChannelEnded ended) {
    body.put("channel", word(ended.channel()));
    body.put("bytes", ended.bytes());
    body.put("offset", ended.offset().bytes());
    body.put("time_us", ended.timeMicros());
    body.put("ending", word(ended.ending()));
    return "channel_end";
  }

  private static String exit(Map<String, Object> body, Event.Ended ended) {
    body.put("exit_code", ExitCodes.code(ended.outcome().status()));
    putKnown(body, "signal", ExitCodes.signal(ended.outcome().status()));
    body.put("reason", word(ended.outcome().reason()));
    body.put("offset", ended.offset().bytes());
    body.put("totals", Map.of("stdout", ended.stdoutBytes(), "stderr", ended.stderrBytes()));
    putKnown(body, "incomplete", ended.outcome().complete() ? null : true);
    putKnown(body, "truncated", ended.outcome().truncated() ? true : null);
    putKnown(body, "head", ended.head() == null ? null : ended.head().hex());
    return at(body, "exit", ended.at());
  }

  private static void putKnown(Map<String, Object> body, String name, @Nullable Object value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
