package io.sluice.gateway.it;

import io.sluice.protocol.client.NewBox;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The cases of the protocol hold of the gateway. They run at once, for some of them wait. */
@ExtendWith(Rig.Shared.class)
@Timeout(300)
class ConformanceIT {
  private final Rig rig;

  ConformanceIT(Rig rig) {
    this.rig = rig;
  }

  @TestFactory
  @Tag("C4")
  @Tag("C5")
  @Tag("C6")
  @Tag("C15")
  @Tag("C21")
  @Tag("I6")
  @Tag("I9")
  @Tag("O8")
  @Tag("O19")
  Stream<DynamicTest> theCasesOfTheProtocolHold() throws IOException {
    Map<String, String> names =
        Map.of(
            "box", rig.client().createBox(new NewBox(null, null)).id(),
            "key", rig.gateway().adminKey(),
            "other", rig.client().createKey("another", List.of("user")).secret());
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    List<DynamicTest> tests =
        ConformanceCase.all().stream().map(each -> test(each, names, threads)).toList();
    threads.shutdown();
    return tests.stream();
  }

  private DynamicTest test(
      ConformanceCase each, Map<String, String> names, ExecutorService threads) {
    Future<?> running = threads.submit(() -> run(each, names));
    return DynamicTest.dynamicTest(each.file() + ": " + each.name(), running::get);
  }

  private Object run(ConformanceCase each, Map<String, String> names) throws IOException {
    try (ConformanceRun run = new ConformanceRun(rig.gateway().url(), names)) {
      run.run(each);
      return each;
    }
  }
}
