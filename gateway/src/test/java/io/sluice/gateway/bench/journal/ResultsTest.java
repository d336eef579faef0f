package io.sluice.gateway.bench.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.cli.UserFailure;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsTest {
  private static final Shape SHAPE = new Shape(256, 50, 50, 1);

  private static Measured measured(double perSecond) {
    return new Measured("sluice", SHAPE, perSecond, 1_000_000, 2_000_000, 3_000_000);
  }

  @Test
  void cellsWithCommasAndQuotesAreQuoted() {
    String csv = Results.csv(List.of(List.of("a", "1,000"), List.of("say \"so\"", "")));

    assertThat(csv).isEqualTo("a,\"1,000\"\r\n\"say \"\"so\"\"\",\r\n");
  }

  @Test
  void theMedianOfFourIsTheSlowerOneInTheMiddle() {
    Measured median =
        Measured.median(List.of(measured(40), measured(10), measured(30), measured(20)));

    assertThat(median.perSecond()).isEqualTo(20);
    assertThat(StreamPart.median(List.of(0.9, 0.7, 0.8))).isEqualTo(0.8);
  }

  @Test
  void nothingDurableIsARateOfNothingInATimeThatIsShortAndAFailureElse() throws Exception {
    Latencies none = new Latencies();

    assertThat(Measured.of("copy", SHAPE, none, Duration.ofMillis(999)).perSecond()).isZero();
    assertThatThrownBy(() -> Measured.of("copy", SHAPE, none, Duration.ofSeconds(1)))
        .isInstanceOf(UserFailure.class);
  }

  @ParameterizedTest
  @CsvSource({"50, 50", "50, 1", "50, 5000", "500, 50", "1, 1", "50, 10"})
  void writersTakeTurnsOverAllStreams(int writers, int streams) {
    Shape shape = new Shape(256, writers, streams, 1);
    int turns = Math.max(1, streams / writers);

    Set<Integer> written =
        IntStream.range(0, writers * turns)
            .mapToObj(each -> shape.stream(each % writers, each / writers))
            .collect(Collectors.toSet());

    assertThat(written).hasSize(streams).allMatch(stream -> stream >= 0 && stream < streams);
  }

  @Test
  void aStreamFillsTheWindowAndDoesNotExceedIt() {
    assertThat(Shape.stream(65_536).inFlight()).isEqualTo(32);
    assertThat(Shape.stream(256).inFlight()).isEqualTo(LoadedExecution.MOST_REPORTS);
  }

  @Test
  void aLoadOfNothingIsNone() {
    assertThatThrownBy(() -> new Shape(0, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Shape(1, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Shape(1 << 20, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void turnsOverExecutionsAreNotMeasuredTwice() {
    Scale scale =
        new Scale(
            Set.of(),
            1,
            1,
            1,
            List.of(256, 4_096),
            List.of(1, 50),
            List.of(1, 50, 5_000),
            List.of(1, 4),
            1,
            1,
            Duration.ofMillis(1),
            List.of(1));

    assertThat(scale.shapes())
        .containsExactly(
            new Shape(256, 1, 1, 1),
            new Shape(256, 50, 50, 1),
            new Shape(4_096, 1, 1, 1),
            new Shape(4_096, 50, 50, 1),
            new Shape(256, 50, 1, 1),
            new Shape(256, 50, 5_000, 1),
            new Shape(256, 50, 50, 4));
  }

  @Test
  void aScaleHoldsItsValues() {
    Decades decades = Decades.of(3, 4_000);

    assertThat(decades).isEqualTo(new Decades(0, 4));
    assertThat(decades.height(1, 200)).isZero();
    assertThat(decades.height(100, 200)).isEqualTo(100);
    assertThat(decades.height(10_000, 200)).isEqualTo(200);
    assertThat(Decades.of(10, 10)).isEqualTo(new Decades(1, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "0.314, 0.31",
    "4.21, 4.2",
    "1, 1",
    "870.4, 870",
    "1000, 1k",
    "2345, 2.3k",
    "31000, 31k",
    "1000000, 1M"
  })
  void numbersOfAPictureAreShort(double value, String shown) {
    assertThat(Plot.number(value)).isEqualTo(shown);
  }

  @Test
  void aPictureIsAPng(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("plot.png");

    Plot.write(List.of(measured(1_000), measured(20_000)), file);

    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isGreaterThan(1_000);
  }
}
