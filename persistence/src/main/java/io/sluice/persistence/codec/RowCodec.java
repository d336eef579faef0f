package io.sluice.persistence.codec;

import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.model.CommandSpec;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Map;

/** JSON texts in the columns of the index, in the same form as in events; ASCII only. */
public final class RowCodec {
  private RowCodec() {}

  public static String facts(Facts facts) {
    return text(Fields.bytes(Values.facts(facts)));
  }

  /**
   * @throws UnreadableEntry when the text is not of that form
   */
  public static Facts facts(String json) {
    try {
      return Values.facts(fields(json));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new UnreadableEntry("stored facts hold an impossible value", e);
    }
  }

  public static String outcome(Outcome outcome) {
    return text(Fields.bytes(Values.outcome(outcome)));
  }

  /**
   * @throws UnreadableEntry when the text is not of that form
   */
  public static Outcome outcome(String json) {
    try {
      return Values.outcome(fields(json));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UnreadableEntry("a stored outcome holds an impossible value", e);
    }
  }

  public static String command(CommandSpec command) {
    return text(Fields.bytes(Values.command(command)));
  }

  /**
   * @throws UnreadableEntry when the text is not of that form
   */
  public static CommandSpec command(String json) {
    try {
      return Values.command(fields(json));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new UnreadableEntry("a stored command holds an impossible value", e);
    }
  }

  public static String map(Map<String, String> map) {
    return text(Fields.bytes(Values.textMap(map)));
  }

  /**
   * @throws UnreadableEntry when the text is not of that form
   */
  public static Map<String, String> map(String json) {
    return fields(json).textMap();
  }

  private static Fields fields(String json) {
    return Fields.parse(json.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.US_ASCII);
  }
}
