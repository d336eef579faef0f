package io.sluice.persistence.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.execution.Audience;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Place;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.SessionId;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** The stored form of who follows an execution, and of what is left to follow. */
final class AudienceForm {
  private AudienceForm() {}

  static ObjectNode event(Event.OfAudience event) {
    return switch (event) {
      case Event.ControlTaken taken -> {
        ObjectNode node = seat(taken.seat()).put("generation", taken.generation().number());
        node.set("from", cursor(taken.from()));
        if (taken.displaced() != null) {
          node.put("displaced", taken.displaced().value());
        }
        yield node;
      }
      case Event.Acknowledged(var consumer, var cursor, _) ->
          Fields.object().put("consumer", consumer.value()).set("cursor", cursor(cursor));
      case Event.ControlLeft(var consumer, var cursor, boolean sawExit, _) -> {
        ObjectNode node = Fields.object().put("consumer", consumer.value());
        node.set("cursor", cursor(cursor));
        yield node.put("saw_exit", sawExit);
      }
      case Event.PlaceClosed(var consumer, _) -> Fields.object().put("consumer", consumer.value());
      case Event.Trimmed(var upTo, long sequence, long timeMicros, boolean limited, _) -> {
        ObjectNode node = Fields.object();
        node.set("up_to", cursor(upTo));
        node.put("sequence", sequence).put("time_us", timeMicros);
        yield limited ? node.put("limited", true) : node;
      }
    };
  }

  static Event controlTaken(Fields fields) {
    String displaced = fields.textOrNull("displaced");
    return new Event.ControlTaken(
        seat(fields),
        new Generation(fields.number("generation")),
        cursor(fields.object("from")),
        displaced == null ? null : new ConsumerId(displaced),
        fields.instant("at"));
  }

  static Event acknowledged(Fields fields) {
    return new Event.Acknowledged(
        new ConsumerId(fields.text("consumer")),
        cursor(fields.object("cursor")),
        fields.instant("at"));
  }

  static Event controlLeft(Fields fields) {
    return new Event.ControlLeft(
        new ConsumerId(fields.text("consumer")),
        cursor(fields.object("cursor")),
        fields.flag("saw_exit"),
        fields.instant("at"));
  }

  static Event placeClosed(Fields fields) {
    return new Event.PlaceClosed(new ConsumerId(fields.text("consumer")), fields.instant("at"));
  }

  static Event trimmed(Fields fields) {
    return new Event.Trimmed(
        cursor(fields.object("up_to")),
        fields.number("sequence"),
        fields.number("time_us"),
        fields.has("limited") && fields.flag("limited"),
        fields.instant("at"));
  }

  static ObjectNode audience(Audience audience) {
    ObjectNode node = Fields.object().put("generation", audience.generation().number());
    if (audience.controller() != null) {
      node.set("controller", seat(audience.controller()));
    }
    if (audience.predecessor() != null) {
      node.put("predecessor", audience.predecessor().value());
    }
    ObjectNode places = node.putObject("places");
    audience
        .places()
        .forEach(
            (consumer, place) ->
                places.set(consumer.value(), cursor(place.cursor()).put("open", place.open())));
    return node.put("last_at", audience.lastAt().toString());
  }

  /**
   * @param lastAt for a state that was stored before there were audiences
   */
  static Audience audience(Fields state, Instant lastAt) {
    if (!state.has("audience")) {
      return Audience.none(lastAt);
    }
    Fields fields = state.object("audience");
    String predecessor = fields.textOrNull("predecessor");
    Fields places = fields.object("places");
    SortedMap<ConsumerId, Place> read = new TreeMap<>();
    for (String consumer : places.names()) {
      Fields place = places.object(consumer);
      read.put(new ConsumerId(consumer), new Place(cursor(place), place.flag("open")));
    }
    return new Audience(
        new Generation(fields.number("generation")),
        fields.has("controller") ? seat(fields.object("controller")) : null,
        predecessor == null ? null : new ConsumerId(predecessor),
        read,
        fields.instant("last_at"));
  }

  private static ObjectNode seat(Seat seat) {
    return Fields.object()
        .put("session", seat.session().value())
        .put("consumer", seat.consumer().value());
  }

  private static Seat seat(Fields fields) {
    return new Seat(new SessionId(fields.text("session")), new ConsumerId(fields.text("consumer")));
  }

  static ObjectNode cursor(Cursor cursor) {
    return Fields.object()
        .put("offset", cursor.offset().bytes())
        .put("stdout", cursor.stdoutBytes())
        .put("stderr", cursor.stderrBytes());
  }

  static Cursor cursor(Fields fields) {
    return new Cursor(
        new Offset(fields.number("offset")), fields.number("stdout"), fields.number("stderr"));
  }
}
