package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.gateway.tenant.LogQuota;
import io.sluice.gateway.tenant.LogQuotas;
import io.sluice.persistence.retention.Pace;
import io.sluice.protocol.model.OutputLimit.Policy;
import io.sluice.protocol.model.TenantId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        .isEqualTo(
            new Tuning.Retention(Duration.ofMinutes(1), new Pace(200, Duration.ofMillis(10), 0.1)));
    assertThat(defaults.quotas().usual())
        .isEqualTo(
            new LogQuota(
                new LogQuota.Output(null, Policy.END, null),
                new LogQuota.Retention(Duration.ofDays(7), null, null)));
    assertThat(given.quotas().usual().retention().afterEnd()).isEqualTo(Duration.ofDays(90));
  }

  @Test
  @Tag("O12")
  @Tag("O31")
  void aTenantHasWhatIsSaidOfItAndElseWhatHoldsForAll() throws Exception {
    LogQuotas quotas =
        Tuning.load(
                file(
                    "sluice.output.limit = 1 GiB, sluice.retention.keep-bytes = 2 GiB,"
                        + " sluice.tenants.acme { output { policy = keep-newest, most = 4 MiB },"
                        + " retention.after-end = 1d }"))
            .quotas();

    LogQuota acme = quotas.of(new TenantId("acme"));
    LogQuota other = quotas.of(new TenantId("other"));

    assertThat(acme)
        .isEqualTo(
            new LogQuota(
                new LogQuota.Output(1L << 30, Policy.KEEP_NEWEST, 4L << 20),
                new LogQuota.Retention(Duration.ofDays(1), null, 2L << 30)));
    assertThat(other.output()).isEqualTo(new LogQuota.Output(1L << 30, Policy.END, null));
    assertThat(other.retention().afterEnd()).isEqualTo(Duration.ofDays(7));
  }

  @ParameterizedTest
  @CsvSource({
    "sluice.output.policy = drop, sluice.output.policy",
    "sluice.output.limit = 0, sluice.output.limit",
    "sluice.tenants.acme.output { policy = keep-newest%S limit = 1 KiB }, sluice.tenants.acme.output",
    "sluice.tenants.acme.output.limits = 1, sluice.tenants.acme.output.limits",
    "sluice.tenants.\"a b\".output.limit = 1, sluice.tenants",
    "sluice.retention.step-rows = 0, sluice.retention: a step has at least 1 row"
  })
  void whatCannotBeKeptFailsTheStart(String text, String named) throws Exception {
    Path file = file(text.replace("%S", ","));

    assertThatThrownBy(() -> Tuning.load(file))
        .isInstanceOf(UserFailure.class)
        .hasMessageContaining(named);
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
