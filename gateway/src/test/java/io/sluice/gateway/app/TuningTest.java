package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.cli.UserFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningTest {
  @TempDir Path directory;

  private Path file(String text) throws Exception {
    return Files.writeString(directory.resolve("sluice.conf"), text);
  }

  @Test
  void outputIsOwedForFiveMinutesOrAsTheFileSays() throws Exception {
    Tuning defaults = Tuning.load(null);
    Tuning given = Tuning.load(file("sluice.consumer.owed-for = 90s"));

    assertThat(defaults.owedFor()).isEqualTo(Duration.ofMinutes(5));
    assertThat(given.owedFor()).isEqualTo(Duration.ofSeconds(90));
    assertThat(given.stopWithin()).isEqualTo(defaults.stopWithin());
  }

  @Test
  @Tag("O30")
  void whatEndedIsKeptForAWeekOrAsTheFileSays() throws Exception {
    Tuning defaults = Tuning.load(null);
    Tuning given = Tuning.load(file("sluice.retention.after-end = 90d"));

    assertThat(defaults.retention())
        .isEqualTo(new Tuning.Retention(Duration.ofDays(7), Duration.ofMinutes(1)));
    assertThat(given.retention().afterEnd()).isEqualTo(Duration.ofDays(90));
  }

  @Test
  void boxesAreLookedAfterAsTheFileSaysAndNeverWithoutATime() throws Exception {
    Tuning defaults = Tuning.load(null);
    Tuning given = Tuning.load(file("sluice.boxes.idle-stop = 90s"));
    Path none = file("sluice.boxes.idle-stop = 0s");

    assertThat(defaults.boxes())
        .isEqualTo(new Tuning.Upkeep(Duration.ofMinutes(15), Duration.ofSeconds(5)));
    assertThat(given.boxes().idleStop()).isEqualTo(Duration.ofSeconds(90));
    assertThatThrownBy(() -> Tuning.load(none))
        .isInstanceOf(UserFailure.class)
        .hasMessageContaining("sluice.boxes.idle-stop");
  }

  @Test
  void aTimeThatIsNoneAndAKeyThatIsUnknownFailTheStart() throws Exception {
    Path negative = file("sluice.consumer.owed-for = -1s");
    assertThatThrownBy(() -> Tuning.load(negative))
        .isInstanceOf(UserFailure.class)
        .hasMessageContaining("sluice.consumer.owed-for");

    Path unknown = file("sluice.consumer.owned-for = 1s");
    assertThatThrownBy(() -> Tuning.load(unknown))
        .isInstanceOf(UserFailure.class)
        .hasMessageContaining("sluice.consumer.owned-for");
  }
}
