package io.sluice.gateway.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Unplaced;
import io.sluice.gateway.execution.Wanted;
import io.sluice.gateway.runner.Candidate.Standing;
import io.sluice.gateway.runner.Candidate.Traits;
import io.sluice.gateway.runner.Placement.Found;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.RunnerId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementTest {
  private static final Found FULL = new Found.Full();

  private static Candidate runner(String id, int taken, Standing standing) {
    Traits traits = new Traits(10, Map.of("zone", id), List.of("process", "driver-" + id));
    return new Candidate(new RunnerId(id), traits, taken, standing);
  }

  private static Wanted wanted(Requirements requirements, @Nullable String home) {
    return new Wanted(
        new ExecutionId("e"),
        new BoxId("b"),
        requirements,
        home == null ? null : new RunnerId(home),
        Instant.EPOCH);
  }

  private static Wanted anywhere() {
    return wanted(Requirements.NONE, null);
  }

  private static Wanted driver(String driver) {
    return wanted(new Requirements(driver, Map.of()), null);
  }

  private static Wanted zone(String zone) {
    return wanted(new Requirements(null, Map.of("zone", zone)), null);
  }

  private static Found on(String id) {
    return new Found.On(new RunnerId(id));
  }

  /** What it comes to, as the table of the class says it in a word. */
  private static String word(Found found) {
    return switch (found) {
      case Found.On(var runner) -> runner.value();
      case Found.Full() -> "Full";
      case Found.Refused(var why) -> why.getClass().getSimpleName();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "OPEN, 9, a, a",
    "OPEN, 10, Full, Full",
    "UNPROVEN, 0, Full, Full",
    "DRAINING, 0, Unavailable, Unavailable",
    "AWAY, 0, Unavailable, Unavailable",
  })
  void whereARunnerStandsDecides(Standing standing, int taken, String atHome, String anywhere) {
    List<Candidate> all = List.of(runner("a", taken, standing));

    assertThat(word(Placement.find(all, wanted(Requirements.NONE, "a")))).isEqualTo(atHome);
    assertThat(word(Placement.find(all, anywhere()))).isEqualTo(anywhere);
  }

  @Test
  void withoutAnyRunnerNothingIsPlaced() {
    assertThat(word(Placement.find(List.of(), anywhere()))).isEqualTo("Unavailable");
    assertThat(word(Placement.find(List.of(), wanted(Requirements.NONE, "a"))))
        .isEqualTo("Unavailable");
    assertThat(word(Placement.find(List.of(), driver("driver-a")))).isEqualTo("Unavailable");
  }

  @Test
  void theLeastLoadedOfThoseThatAreFreeIsChosen() {
    Candidate small =
        new Candidate(new RunnerId("s"), new Traits(2, Map.of(), List.of()), 1, Standing.OPEN);

    Found found =
        Placement.find(
            List.of(runner("a", 4, Standing.OPEN), small, runner("b", 3, Standing.OPEN)),
            anywhere());

    assertThat(found).isEqualTo(on("b"));
  }

  @Test
  void aBoxGoesWhereItLivesHoweverFreeOthersAre() {
    List<Candidate> all = List.of(runner("a", 9, Standing.OPEN), runner("b", 0, Standing.OPEN));

    assertThat(Placement.find(all, wanted(Requirements.NONE, "a"))).isEqualTo(on("a"));
    assertThat(
            Placement.find(List.of(runner("b", 0, Standing.OPEN)), wanted(Requirements.NONE, "a")))
        .isEqualTo(new Found.Refused(new Unplaced.Unavailable("the runner of the box is away")));
  }

  @Test
  @Tag("L1")
  void whoDidNotAnswerARoundTripGetsNothingThoughItIsTheOnlyFreeOne() {
    List<Candidate> all =
        List.of(runner("a", 10, Standing.OPEN), runner("b", 0, Standing.UNPROVEN));

    assertThat(Placement.find(all, anywhere())).isEqualTo(FULL);
  }

  @Test
  void driversAndLabelsAreSoughtAmongAllAndGivenByThoseThatHaveThem() {
    List<Candidate> all = List.of(runner("a", 0, Standing.OPEN), runner("b", 9, Standing.OPEN));

    assertThat(Placement.find(all, driver("driver-b"))).isEqualTo(on("b"));
    assertThat(Placement.find(all, zone("b"))).isEqualTo(on("b"));
    assertThat(Placement.find(all, driver("process"))).isEqualTo(on("a"));
    assertThat(
            word(
                Placement.find(
                    all, wanted(new Requirements("driver-a", Map.of("zone", "b")), null))))
        .isEqualTo("Unsupported");
  }

  @ParameterizedTest
  @EnumSource(Standing.class)
  void whatOnlyOneHasIsMissingForEverOrForNowByWhereThatOneStands(Standing standing) {
    List<Candidate> all = List.of(runner("a", 0, Standing.OPEN), runner("b", 10, standing));
    String now =
        switch (standing) {
          case OPEN, UNPROVEN -> "Full";
          case DRAINING, AWAY -> "Unavailable";
        };

    assertThat(word(Placement.find(all, driver("driver-b")))).isEqualTo(now);
    assertThat(word(Placement.find(all, zone("b")))).isEqualTo(now);
    assertThat(word(Placement.find(all, driver("driver-c")))).isEqualTo("Unsupported");
    assertThat(word(Placement.find(all, zone("c")))).isEqualTo("Unsupported");
  }

  @Test
  void aBoxThatAsksForADriverThatItsRunnerLostIsToldSo() {
    List<Candidate> all = List.of(runner("a", 0, Standing.OPEN), runner("b", 0, Standing.OPEN));

    Found found = Placement.find(all, wanted(new Requirements("driver-b", Map.of()), "a"));

    assertThat(word(found)).isEqualTo("Unsupported");
  }
}
