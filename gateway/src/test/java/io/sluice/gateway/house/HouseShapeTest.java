package io.sluice.gateway.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What types, files and methods look like. */
class HouseShapeTest {
  private static final int MAX_FILE_LINES = 300;
  private static final int MAX_METHOD_LINES = 40;
  private static final int MAX_CONSTRUCTOR_PARAMETERS = 6;

  /** Files that are longer for now. It only ever shrinks: one that got short must leave. */
  private static final Set<String> LONG_FILES = Set.of();

  /** Methods that are longer for now, likewise. */
  private static final Set<String> LONG_METHODS = Set.of();

  /** Constructors that take more for now, likewise. */
  private static final Set<String> WIDE_CONSTRUCTORS = Set.of();

  private static final List<String> CLOSED_VOCABULARIES =
      List.of(
          "Message",
          "Command",
          "State",
          "Event",
          "Refusal",
          "Decision",
          "Frame",
          "Report",
          "Answer",
          "Control",
          "Status");
  private static final Set<String> OPTIONALS =
      Set.of(
          "java.util.Optional",
          "java.util.OptionalInt",
          "java.util.OptionalLong",
          "java.util.OptionalDouble");

  @Test
  void messagesStatesEventsAndRefusalsAreSealed() {
    Stream<String> open =
        reflected(JavaClass::isInterface)
            .filter(type -> CLOSED_VOCABULARIES.stream().anyMatch(type.getSimpleName()::endsWith))
            .filter(type -> !type.isSealed())
            .map(Class::getName);

    assertThat(open).isEmpty();
  }

  @Test
  void whatASealedInterfacePermitsIsARecordAnEnumOrSealedItself() {
    Stream<String> others =
        reflected(JavaClass::isInterface)
            .filter(Class::isSealed)
            .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
            .filter(type -> !type.isRecord() && !type.isEnum())
            .filter(type -> !(type.isInterface() && type.isSealed()))
            .map(Class::getName);

    assertThat(others).isEmpty();
  }

  @Test
  void noRecordHasAnArray() {
    Stream<String> arrays =
        reflected(JavaClass::isRecord)
            .flatMap(type -> Arrays.stream(type.getRecordComponents()))
            .filter(component -> component.getType().isArray())
            .map(component -> component.getDeclaringRecord().getName() + "." + component.getName());

    assertThat(arrays).isEmpty();
  }

  @Test
  void everyPackageIsNullMarked() {
    Stream<String> unmarked =
        HouseRulesTest.SLUICE.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(home -> !home.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName);

    assertThat(unmarked).isEmpty();
  }

  @Test
  void noFieldIsOptional() {
    Stream<String> optional =
        HouseRulesTest.SLUICE.stream()
            .flatMap(type -> type.getFields().stream())
            .filter(field -> OPTIONALS.contains(field.getRawType().getName()))
            .map(field -> field.getFullName());

    assertThat(optional).isEmpty();
  }

  /** The bodies of lambdas are synthetic: what a stage hands them may be Optional. */
  @Test
  void noParameterIsOptional() {
    Stream<String> optional =
        codeUnits()
            .filter(unit -> !unit.getModifiers().contains(JavaModifier.SYNTHETIC))
            .filter(
                unit ->
                    unit.getRawParameterTypes().stream()
                        .anyMatch(type -> OPTIONALS.contains(type.getName())))
            .map(JavaCodeUnit::getFullName);

    assertThat(optional).isEmpty();
  }

  @Test
  void constructorsTakeAtMostSixParameters() {
    Set<String> wide = new TreeSet<>();
    HouseRulesTest.SLUICE.stream()
        .filter(type -> !type.isRecord() && !type.isEnum() && !type.isAnonymousClass())
        .flatMap(type -> type.getConstructors().stream())
        .filter(made -> made.getRawParameterTypes().size() > MAX_CONSTRUCTOR_PARAMETERS)
        .forEach(made -> wide.add(made.getOwner().getName()));

    assertThat(wide).isEqualTo(WIDE_CONSTRUCTORS);
  }

  @Test
  void filesAreShort() throws IOException {
    Set<String> found = new TreeSet<>();
    for (var file : JavaSources.files()) {
      try (Stream<String> lines = Files.lines(file)) {
        if (lines.count() > MAX_FILE_LINES) {
          found.add(JavaSources.relative(file));
        }
      }
    }

    assertThat(found).isEqualTo(LONG_FILES);
  }

  @Test
  void methodsAreShort() throws IOException {
    Set<String> found = new TreeSet<>();
    JavaSources.methods().stream()
        .filter(method -> method.lines() > MAX_METHOD_LINES)
        .forEach(method -> found.add(method.title()));

    assertThat(found).isEqualTo(LONG_METHODS);
  }

  private static Stream<JavaCodeUnit> codeUnits() {
    return HouseRulesTest.SLUICE.stream().flatMap(type -> type.getCodeUnits().stream());
  }

  private static Stream<Class<?>> reflected(Predicate<JavaClass> wanted) {
    return HouseRulesTest.SLUICE.stream().filter(wanted).map(JavaClass::reflect);
  }
}
