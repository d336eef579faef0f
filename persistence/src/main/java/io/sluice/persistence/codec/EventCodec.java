package io.sluice.persistence.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.execution.Cause;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.proof.Digest;
import java.time.DateTimeException;
import java.util.Set;

/**
 * Events as they are journaled. A stored form never changes its meaning: a new one gets a new
 * version, and all versions stay readable.
 */
public final class EventCodec {
  private static final String ACCEPTED = "accepted.1";
  private static final String PLACED = "placed.1";
  private static final String STARTED = "started.1";
  private static final String CHANNEL_ENDED = "channel_ended.1";
  private static final String OUTPUT_CUT = "output_cut.1";
  private static final String PROCESS_EXITED = "process_exited.1";
  private static final String KILL_REQUESTED = "kill_requested.1";
  private static final String SIGNAL_REQUESTED = "signal_requested.1";
  private static final String RESIZED = "resized.1";
  private static final String CONTROL_TAKEN = "control_taken.1";
  private static final String ACKNOWLEDGED = "acknowledged.1";
  private static final String CONTROL_LEFT = "control_left.1";
  private static final String PLACE_CLOSED = "place_closed.1";
  private static final String TRIMMED = "trimmed.1";

  /** The form of a signed anchor. */
  public static final String ANCHORED = "anchored.1";

  private static final String ENDED = "ended.1";

  private static final Set<String> OF_AUDIENCE =
      Set.of(CONTROL_TAKEN, ACKNOWLEDGED, CONTROL_LEFT, PLACE_CLOSED);

  private EventCodec() {}

  /** Whether entries of this form are chained: all, but for those about readers. */
  public static boolean isProven(String manifest) {
    return !OF_AUDIENCE.contains(manifest);
  }

  public static Encoded encode(Event event) {
    return new Encoded(manifest(event), bytes(event));
  }

  public static String manifest(Event event) {
    return switch (event) {
      case Event.Accepted _ -> ACCEPTED;
      case Event.Placed _ -> PLACED;
      case Event.Started _ -> STARTED;
      case Event.OutputAppended _ -> OutputLayout.MANIFEST;
      case Event.ChannelEnded _ -> CHANNEL_ENDED;
      case Event.OutputCut _ -> OUTPUT_CUT;
      case Event.ProcessExited _ -> PROCESS_EXITED;
      case Event.KillRequested _ -> KILL_REQUESTED;
      case Event.SignalRequested _ -> SIGNAL_REQUESTED;
      case Event.Resized _ -> RESIZED;
      case Event.ControlTaken _ -> CONTROL_TAKEN;
      case Event.Acknowledged _ -> ACKNOWLEDGED;
      case Event.ControlLeft _ -> CONTROL_LEFT;
      case Event.PlaceClosed _ -> PLACE_CLOSED;
      case Event.Trimmed _ -> TRIMMED;
      case Event.Anchored _ -> ANCHORED;
      case Event.Ended _ -> ENDED;
    };
  }

  private static Payload bytes(Event event) {
    return switch (event) {
      case Event.OutputAppended output -> OutputLayout.encode(output);
      case Event.Accepted accepted -> json(Values.facts(accepted.facts()));
      case Event.Placed placed ->
          json(at(Values.assignment(placed.assignment()), placed.at().toString()));
      case Event.Started started ->
          json(at(Fields.object().put("pid", started.pid()), started.at().toString()));
      case Event.ChannelEnded ended -> json(channelEnded(ended));
      case Event.OutputCut(long sequence, long timeMicros) ->
          json(Fields.object().put("sequence", sequence).put("time_us", timeMicros));
      case Event.ProcessExited exited -> json(processExited(exited));
      case Event.KillRequested kill ->
          json(at(caused(Fields.object(), kill.cause()), kill.at().toString()));
      case Event.SignalRequested asked ->
          json(
              at(
                  caused(Fields.object().put("signal", asked.signal().number()), asked.cause()),
                  asked.at().toString()));
      case Event.Resized resized ->
          json(at(Values.terminal(resized.size()), resized.at().toString()));
      case Event.OfAudience attended ->
          json(at(AudienceForm.event(attended), attended.at().toString()));
      case Event.Anchored(var signed) -> json(ProofForm.signed(signed));
      case Event.Ended ended -> json(ended(ended));
    };
  }

  private static ObjectNode channelEnded(Event.ChannelEnded event) {
    return Fields.object()
        .put("sequence", event.sequence())
        .put("channel", Words.CHANNEL.word(event.channel()))
        .put("offset", event.offset().bytes())
        .put("bytes", event.bytes())
        .put("time_us", event.timeMicros())
        .put("ending", Words.CHANNEL_ENDING.word(event.ending()));
  }

  private static ObjectNode processExited(Event.ProcessExited event) {
    ObjectNode node = Fields.object().put("sequence", event.sequence());
    node.set("status", Values.status(event.status()));
    return node.put("timed_out", event.timedOut()).put("time_us", event.timeMicros());
  }

  private static ObjectNode ended(Event.Ended event) {
    ObjectNode node =
        Values.outcome(event.outcome())
            .put("offset", event.offset().bytes())
            .put("stdout_bytes", event.stdoutBytes())
            .put("stderr_bytes", event.stderrBytes());
    Digest head = event.head();
    return at(head == null ? node : node.put("head", head.hex()), event.at().toString());
  }

  /** The first version knew only what somebody asked for, and stored no cause. */
  private static ObjectNode caused(ObjectNode node, Cause cause) {
    return cause == Cause.ASKED ? node : node.put("cause", Words.CAUSE.word(cause));
  }

  private static Cause cause(Fields fields) {
    return fields.has("cause") ? Words.CAUSE.constant(fields.text("cause")) : Cause.ASKED;
  }

  private static ObjectNode at(ObjectNode node, String at) {
    return node.put("at", at);
  }

  private static Payload json(ObjectNode node) {
    return Payload.owning(Fields.bytes(node));
  }

  /**
   * @param bytes taken over: the caller must not touch them again
   * @throws UnreadableEntry for an unknown manifest or bytes that are not of its form
   */
  public static Event decode(String manifest, byte[] bytes) {
    return decode(new Encoded(manifest, Payload.owning(bytes)));
  }

  /**
   * @throws UnreadableEntry for an unknown manifest or bytes that are not of its form
   */
  public static Event decode(Encoded stored) {
    String manifest = stored.manifest();
    Payload bytes = stored.bytes();
    try {
      return switch (manifest) {
        case OutputLayout.MANIFEST -> OutputLayout.decode(bytes);
        case ACCEPTED -> new Event.Accepted(Values.facts(Fields.parse(bytes)));
        case PLACED -> placed(Fields.parse(bytes));
        case STARTED -> started(Fields.parse(bytes));
        case CHANNEL_ENDED -> channelEnded(Fields.parse(bytes));
        case OUTPUT_CUT -> outputCut(Fields.parse(bytes));
        case PROCESS_EXITED -> processExited(Fields.parse(bytes));
        case KILL_REQUESTED -> killRequested(Fields.parse(bytes));
        case SIGNAL_REQUESTED -> signalRequested(Fields.parse(bytes));
        case RESIZED -> resized(Fields.parse(bytes));
        case CONTROL_TAKEN -> AudienceForm.controlTaken(Fields.parse(bytes));
        case ACKNOWLEDGED -> AudienceForm.acknowledged(Fields.parse(bytes));
        case CONTROL_LEFT -> AudienceForm.controlLeft(Fields.parse(bytes));
        case PLACE_CLOSED -> AudienceForm.placeClosed(Fields.parse(bytes));
        case TRIMMED -> AudienceForm.trimmed(Fields.parse(bytes));
        case ANCHORED -> new Event.Anchored(ProofForm.signed(Fields.parse(bytes)));
        case ENDED -> ended(Fields.parse(bytes));
        default -> throw new UnreadableEntry("an unknown stored event: " + manifest);
      };
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new UnreadableEntry("a stored event " + manifest + " holds an impossible value", e);
    }
  }

  private static Event placed(Fields fields) {
    return new Event.Placed(Values.assignment(fields), fields.instant("at"));
  }

  private static Event started(Fields fields) {
    return new Event.Started(fields.number("pid"), fields.instant("at"));
  }

  private static Event channelEnded(Fields fields) {
    return new Event.ChannelEnded(
        fields.number("sequence"),
        Words.CHANNEL.constant(fields.text("channel")),
        new Offset(fields.number("offset")),
        fields.number("bytes"),
        fields.number("time_us"),
        Words.CHANNEL_ENDING.constant(fields.text("ending")));
  }

  private static Event outputCut(Fields fields) {
    return new Event.OutputCut(fields.number("sequence"), fields.number("time_us"));
  }

  private static Event processExited(Fields fields) {
    return new Event.ProcessExited(
        fields.number("sequence"),
        Values.status(fields.object("status")),
        fields.flag("timed_out"),
        fields.number("time_us"));
  }

  private static Event killRequested(Fields fields) {
    return new Event.KillRequested(cause(fields), fields.instant("at"));
  }

  private static Event signalRequested(Fields fields) {
    int number = fields.smallNumber("signal");
    Signal signal =
        Signal.ofNumber(number)
            .orElseThrow(() -> new UnreadableEntry("an unknown stored signal: " + number));
    return new Event.SignalRequested(signal, cause(fields), fields.instant("at"));
  }

  private static Event resized(Fields fields) {
    return new Event.Resized(Values.terminal(fields), fields.instant("at"));
  }

  private static Event ended(Fields fields) {
    String head = fields.textOrNull("head");
    return new Event.Ended(
        Values.outcome(fields),
        new Offset(fields.number("offset")),
        fields.number("stdout_bytes"),
        fields.number("stderr_bytes"),
        fields.instant("at"),
        head == null ? null : Digest.ofHex(head));
  }
}
