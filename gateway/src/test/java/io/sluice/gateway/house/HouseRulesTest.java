package io.sluice.gateway.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may know whom, and who may ask for the time. */
class HouseRulesTest {
  /** The classes of all modules, without tests. */
  static final JavaClasses SLUICE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.sluice");

  private static final String[] PLAIN_JAVA = {
    "java.lang..",
    "java.math..",
    "java.util..",
    "java.time..",
    "java.nio..",
    "java.security..",
    "org.jspecify.."
  };
  private static final String[] PROTOCOL = {
    "io.sluice.protocol.model..",
    "io.sluice.protocol.execution..",
    "io.sluice.protocol.follow..",
    "io.sluice.protocol.proof..",
    "io.sluice.protocol.wire..",
    "io.sluice.protocol.runner.."
  };

  /** Where a process is wired: clocks, ids and randomness begin here. */
  private static final String[] WIRING = {
    "io.sluice.gateway.app..", "io.sluice.gateway.cli..", "io.sluice.gateway.bench.."
  };

  private static final Set<String> TIME_AND_CHANCE =
      Set.of(
          "java.time.Instant.now()",
          "java.time.InstantSource.system()",
          "java.time.Clock.systemUTC()",
          "java.time.Clock.systemDefaultZone()",
          "java.lang.System.currentTimeMillis()",
          "java.lang.System.nanoTime()",
          "java.util.UUID.randomUUID()",
          "java.lang.Math.random()",
          "java.util.concurrent.ThreadLocalRandom.current()",
          "java.util.Random.<init>()");

  private static final Set<String> SLEEPERS =
      Set.of("java.lang.Thread", "java.util.concurrent.TimeUnit");

  @Test
  void pureProtocolPackagesSeeOnlyThemselvesAndPlainJava() {
    check(
        classes()
            .that(resideInAnyPackage(PROTOCOL))
            .and(not(resideInAnyPackage("..protocol.wire..", "..protocol.runner..")))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PROTOCOL).or(resideInAnyPackage(PLAIN_JAVA)).or(STREAMS)));
    check(
        classes()
            .that(resideInAnyPackage("..protocol.wire..", "..protocol.runner.."))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PROTOCOL)
                    .or(resideInAnyPackage(PLAIN_JAVA))
                    .or(resideInAPackage("com.fasterxml.jackson.."))
                    .or(STREAMS)));
  }

  /** What a payload writes itself to, and what Jackson throws. */
  private static final DescribedPredicate<JavaClass> STREAMS =
      describe(
          "streams of bytes",
          type ->
              Set.of("java.io.IOException", "java.io.OutputStream", "java.io.UncheckedIOException")
                  .contains(type.getName()));

  @Test
  void theModelKnowsNobodyAndExecutionAndWireDoNotKnowEachOther() {
    check(
        noClasses()
            .that(resideInAPackage("io.sluice.protocol.model.."))
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.sluice..")
                    .and(not(resideInAPackage("io.sluice.protocol.model..")))));
    check(noneOf("io.sluice.protocol.execution..", "io.sluice.protocol.wire.."));
    check(noneOf("io.sluice.protocol.wire..", "io.sluice.protocol.execution.."));
  }

  @Test
  void readersSeeTheModelOnly() {
    check(
        noneOf(
            "io.sluice.protocol.follow..",
            "io.sluice.protocol.execution..",
            "io.sluice.protocol.wire..",
            "io.sluice.protocol.runner..",
            "io.sluice.protocol.client.."));
    check(
        noneOf(
            "io.sluice.protocol.proof..",
            "io.sluice.protocol.follow..",
            "io.sluice.protocol.execution..",
            "io.sluice.protocol.wire..",
            "io.sluice.protocol.runner..",
            "io.sluice.protocol.client.."));
  }

  @Test
  void dependenciesBetweenModulesPointOneWay() {
    String gateway = "io.sluice.gateway..";
    String persistence = "io.sluice.persistence..";
    String bridge = "io.sluice.bridge..";
    check(noneOf("io.sluice.protocol..", gateway, persistence, bridge));
    check(noneOf(persistence, gateway, bridge));
    check(noneOf(bridge, gateway, persistence));
  }

  @Test
  void librariesStayWhereTheyBelong() {
    check(noneOutside("org.apache.pekko..", "io.sluice.gateway..", "io.sluice.persistence.."));
    check(
        noneOutside(
            "org.apache.pekko.http..", "io.sluice.gateway.http..", "io.sluice.gateway.app.."));
    check(noneOutside("java.sql..", "io.sluice.persistence.."));
    check(noneOutside("javax.sql..", "io.sluice.persistence.."));
    check(noneOf("io.sluice.protocol..", "org.slf4j..", "ch.qos.logback.."));
  }

  @Test
  void onlyTheWiringNamesDriversAndStores() {
    check(
        noClasses()
            .that(resideInAPackage("io.sluice.gateway.."))
            .and(not(resideInAPackage("io.sluice.gateway.app..")))
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.sluice.bridge..")
                    .or(resideInAPackage("io.sluice.persistence..").and(not(CONTRACT)))));
  }

  /**
   * What persistence promises: interfaces with their values, what it journals, and the names under
   * which it does so.
   */
  private static final DescribedPredicate<JavaClass> CONTRACT =
      resideInAnyPackage(
              "io.sluice.persistence.audit",
              "io.sluice.persistence.index",
              "io.sluice.persistence.query",
              "io.sluice.persistence.retention")
          .or(
              describe(
                  "what is journaled",
                  type ->
                      Set.of("StoredNames", "Stored", "Recorded").contains(type.getSimpleName())));

  @Test
  void packagesAreFreeOfCycles() {
    check(slices().matching("io.sluice.(**)").should().beFreeOfCycles());
  }

  @Test
  void driversDoNotKnowEachOther() {
    check(
        noneOf(
            "io.sluice.bridge.process..",
            "io.sluice.bridge.qemu..",
            "io.sluice.bridge.scripted.."));
    check(
        noneOf(
            "io.sluice.bridge.qemu..",
            "io.sluice.bridge.process..",
            "io.sluice.bridge.scripted.."));
  }

  @Test
  void clocksAndChanceAreParametersOutsideTheWiring() {
    check(
        noClasses()
            .that(not(resideInAnyPackage(WIRING)))
            .should()
            .accessTargetWhere(
                describe(
                    "it asks the machine for time or chance", HouseRulesTest::asksTheMachine)));
  }

  @Test
  void aRefusalBecomesAProblemInOnePlace() {
    check(
        noClasses()
            .that(resideInAPackage("io.sluice.gateway.http.."))
            .and(not(describe("Problems", type -> type.getSimpleName().equals("Problems"))))
            .should()
            .dependOnClassesThat(
                describe(
                    "kinds of refusals",
                    type -> type.getName().startsWith("io.sluice.protocol.execution.Refusal$"))));
  }

  private static boolean asksTheMachine(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    boolean sleeps =
        target.getName().equals("sleep") && SLEEPERS.contains(target.getOwner().getName());
    return sleeps || TIME_AND_CHANCE.contains(target.getFullName());
  }

  private static ArchRule noneOf(String from, String... to) {
    return noClasses()
        .that(resideInAPackage(from))
        .should()
        .dependOnClassesThat(resideInAnyPackage(to));
  }

  private static ArchRule noneOutside(String library, String... homes) {
    return noClasses()
        .that(not(resideInAnyPackage(homes)))
        .should()
        .dependOnClassesThat(resideInAPackage(library));
  }

  /** A package that is still to come breaks no rule. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(SLUICE);
  }
}
