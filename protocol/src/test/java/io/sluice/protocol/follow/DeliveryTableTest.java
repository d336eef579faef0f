package io.sluice.protocol.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.follow.Delivery.Input;
import io.sluice.protocol.follow.Delivery.State;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Builds the table of the machine for both contracts and holds it against its Javadoc. */
class DeliveryTableTest {
  private static final long WINDOW = 1024 * 1024;
  private static final int LONG = 64 * 1024;

  /** Four bytes, then two long chunks, the last of which ends within a character. */
  private static final Offset END = new Offset(4 + 2 * LONG);

  /** What happens; the first ones only while the log goes on. */
  private record Row(List<Input> before, Input input) {
    static Row of(Input input) {
      return new Row(List.of(), input);
    }
  }

  @Test
  @Tag("O33")
  void theTableInTheJavadocIsWhatTheCodeDoesUnderBothContracts() throws IOException {
    Map<String, String> documented = new LinkedHashMap<>();
    for (String row : JavadocTable.rows(Delivery.class)) {
      documented.put(row.substring(0, row.indexOf(" | ")), row);
    }

    Map<String, String> plain = rows(plain(), plainRows());
    Map<String, String> offsets = rows(offsets(), offsetRows());

    Map<String, String> all = new LinkedHashMap<>(plain);
    all.putAll(offsets);
    assertThat(all).containsExactlyInAnyOrderEntriesOf(documented);
    assertThat(documented).containsAllEntriesOf(plain);
    assertThat(documented).containsAllEntriesOf(offsets);
  }

  private static Map<String, String> rows(State open, Map<String, Row> inputs) {
    State ending = Delivery.step(open, new Input.LogEnded(END)).state();
    State over = Delivery.step(open, new Input.Cut()).state();
    assertThat(ending).isInstanceOf(Delivery.Ending.class);
    Map<String, String> rows = new LinkedHashMap<>();
    inputs.forEach(
        (name, row) -> {
          State prepared = Deliveries.after(open, row.before()).state();
          List<String> cells =
              List.of(
                  cell(prepared, row.input()), cell(ending, row.input()), cell(over, row.input()));
          rows.put(name, JavadocTable.row(name, cells));
        });
    return rows;
  }

  private static String cell(State state, Input input) {
    Delivery.Step step;
    try {
      step = Delivery.step(state, input);
    } catch (IllegalStateException _) {
      return "error";
    }
    if (step.actions().stream().anyMatch(Action.Refuse.class::isInstance)) {
      assertThat(step.state()).isEqualTo(state);
      return "refused";
    }
    return step.state().equals(state) && step.actions().isEmpty()
        ? "="
        : step.state().getClass().getSimpleName();
  }

  private static State plain() {
    State opened = Delivery.open(new Contract.Plain(WINDOW), Cursor.START);
    return Deliveries.after(opened, with(new Input.MarkEchoed(1))).state();
  }

  private static State offsets() {
    var contract = new Contract.Offsets(WINDOW, EnumSet.allOf(Channel.class));
    State opened = Delivery.open(contract, Cursor.START);
    return Deliveries.after(opened, with(new Input.Acknowledged(new Offset(4)))).state();
  }

  private static List<Input> with(Input acknowledgement) {
    List<Input> inputs = new ArrayList<>();
    inputs.add(output(0, Payload.utf8("four")));
    inputs.add(output(4, Payload.owning(new byte[LONG])));
    byte[] split = new byte[LONG];
    split[LONG - 1] = (byte) 0xe2;
    inputs.add(output(4 + LONG, Payload.owning(split)));
    inputs.add(acknowledgement);
    return inputs;
  }

  private static Input output(long at, Payload payload) {
    return new Input.Output(new Chunk(Channel.STDOUT, new Offset(at), at, 0, payload));
  }

  private static Map<String, Row> commonRows() {
    Map<String, Row> rows = new LinkedHashMap<>();
    rows.put("output", Row.of(output(END.bytes(), Payload.utf8("x"))));
    rows.put("output after a hole", Row.of(output(END.bytes() + 1, Payload.utf8("x"))));
    rows.put(
        "channel end",
        Row.of(
            new Input.ChannelEnded(
                new ChannelEnd(Channel.STDOUT, END, END.bytes(), ChannelEnding.COMPLETE))));
    ByteRange range = new ByteRange(END, END.plus(7));
    rows.put(
        "gap",
        Row.of(new Input.Missing(List.of(new Gap(Channel.STDERR, range, 7, Gap.Reason.TRIMMED)))));
    rows.put("log ended, part", Row.of(new Input.LogEnded(END)));
    rows.put("log ended too early", Row.of(new Input.LogEnded(END.plus(1))));
    rows.put("cut", Row.of(new Input.Cut()));
    return rows;
  }

  /** The second mark is outstanding; what was held brings a third. */
  private static Map<String, Row> plainRows() {
    Map<String, Row> rows = commonRows();
    Input rest =
        new Input.ChannelEnded(
            new ChannelEnd(Channel.STDOUT, END, END.bytes(), ChannelEnding.COMPLETE));
    rows.put(
        "log ended, all", new Row(List.of(rest, new Input.MarkEchoed(3)), new Input.LogEnded(END)));
    rows.put("acknowledged, part", Row.of(new Input.MarkEchoed(2)));
    rows.put("acknowledged, all", new Row(List.of(rest), new Input.MarkEchoed(3)));
    rows.put("acknowledged again", Row.of(new Input.MarkEchoed(1)));
    rows.put("unknown mark", Row.of(new Input.MarkEchoed(99)));
    rows.put("time over", Row.of(new Input.HoldOver(Channel.STDOUT, END.bytes() - 1)));
    rows.put("other's time over", Row.of(new Input.HoldOver(Channel.STDOUT, 3)));
    return rows;
  }

  private static Map<String, Row> offsetRows() {
    Map<String, Row> rows = commonRows();
    Input all = new Input.Acknowledged(END);
    rows.put("log ended, all", new Row(List.of(all), new Input.LogEnded(END)));
    rows.put("acknowledged, part", Row.of(new Input.Acknowledged(new Offset(5))));
    rows.put("acknowledged, all", Row.of(all));
    rows.put("acknowledged again", Row.of(new Input.Acknowledged(new Offset(4))));
    rows.put("backwards", Row.of(new Input.Acknowledged(new Offset(3))));
    rows.put("beyond what is sent", Row.of(new Input.Acknowledged(END.plus(1))));
    rows.put("unknown mark", Row.of(new Input.MarkEchoed(99)));
    rows.put("credit", Row.of(new Input.CreditRaised(10)));
    return rows;
  }
}
