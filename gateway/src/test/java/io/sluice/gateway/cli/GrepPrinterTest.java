package io.sluice.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.SearchHit;
import io.sluice.protocol.model.Channel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrepPrinterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final GrepOutput output = new GrepOutput();

  private GrepPrinter printer(boolean named) {
    Console console = new Console(new ByteArrayInputStream(new byte[0]), out, out, Map.of());
    return new GrepPrinter(console, output, named);
  }

  private static SearchHit hit(long offset, @Nullable Long line, long lineStart, String before) {
    return new SearchHit(
        "e1", offset, Channel.STDOUT, 1_500_000, null, line, lineStart, before, "ab", " c", false);
  }

  private String said() {
    return out.toString(UTF_8);
  }

  @Test
  void aLineIsPrintedOnceThoughItIsFoundTwiceAndInTwoRequests() {
    GrepPrinter printer = printer(false);

    printer.print(List.of(hit(0, 1L, 0, ""), hit(3, 1L, 0, "ab ")));
    printer.print(List.of(hit(3, 1L, 0, "ab "), hit(9, 2L, 9, "x ")));

    assertThat(said()).isEqualTo("ab c\nx ab c\n");
    assertThat(printer.found()).isTrue();
  }

  @Test
  void whatIsAskedForStandsBeforeTheLine() {
    output.lines = true;
    output.offsets = true;
    output.times = true;

    printer(true).print(List.of(hit(9, 2L, 7, "x "), hit(30, null, 28, "y ")));

    assertThat(said()).isEqualTo("e1:2:9:+1.500000s:x ab c\ne1:-:30:+1.500000s:y ab c\n");
  }

  @Test
  void onlyLinesAreCounted() {
    output.count = true;
    GrepPrinter printer = printer(false);

    printer.print(List.of(hit(0, 1L, 0, ""), hit(3, 1L, 0, "ab "), hit(9, 2L, 9, "x ")));
    printer.end();

    assertThat(said()).isEqualTo("2\n");
  }

  @Test
  void eachMatchOfALineIsColoured() {
    output.color = GrepOutput.Color.ALWAYS;

    printer(false)
        .print(
            List.of(
                new SearchHit("e1", 0, Channel.STDOUT, 1, null, 1L, 0, "", "ab", " c ab", false),
                new SearchHit("e1", 5, Channel.STDOUT, 1, null, 1L, 0, "ab c ", "ab", "", false)));

    assertThat(said()).isEqualTo("\033[1;31mab\033[0m c \033[1;31mab\033[0m\n");
  }
}
