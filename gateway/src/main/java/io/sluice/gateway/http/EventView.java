package io.sluice.gateway.http;

import io.sluice.gateway.execution.ExitCodes;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.wire.Json;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** An entry of a log as one line of JSON; {@code id} is its number. */
record EventView(long id, String type, ByteString json) {
  /** Whether it is shown: how far each consumer came is not, who has control is. */
  static boolean shows(Event event) {
    return !(event instanceof Event.Acknowledged || event instanceof Event.PlaceClosed);
  }

  static EventView of(Entry entry) {
    Map<String, Object> body = new LinkedHashMap<>();
    String type = fill(body, entry.event());
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("id", entry.number());
    whole.put("type", type);
    whole.putAll(body);
    return new EventView(
        entry.number(), type, ByteString.fromArrayUnsafe(Json.write(whole).toByteArray()));
  }

  private static String fill(Map<String, Object> body, Event event) {
    return switch (event) {
      case Event.Accepted(var facts) -> at(body, "accepted", facts.acceptedAt());
      case Event.Placed placed -> at(body, "placed", placed.at());
      case Event.Started started -> at(body, "started", started.at());
      case Event.OutputAppended output -> output(body, output);
      case Event.ChannelEnded ended -> channelEnd(body, ended);
      case Event.ProcessExited exited -> {
        body.put("time_us", exited.timeMicros());
        yield "process_exited";
      }
      case Event.KillRequested kill -> at(body, "kill_requested", kill.at());
      case Event.SignalRequested signal -> {
        body.put("signal", signal.signal().number());
        yield at(body, "signal_requested", signal.at());
      }
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
      case Event.Ended ended -> exit(body, ended);
    };
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
