package io.sluice.gateway.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The Java sources of all modules, as the compiler's own parser reads them. */
final class JavaSources {
  /** Tests run in the folder of their module. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final List<String> MODULES =
      List.of("protocol", "persistence", "vm-bridge", "gateway");

  private static final Set<String> TESTS =
      Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory");

  /**
   * A method or constructor.
   *
   * @param file relative to the root
   * @param owner simple names of its classes, outermost first, joined by dots
   * @param tags of a test that runs, and those of its classes; none of any other method
   */
  record Method(String file, String owner, String name, long lines, Set<String> tags) {
    String title() {
      return owner + "." + name;
    }
  }

  private JavaSources() {}

  /** Each source file of each module, of tests too. */
  static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> below = Files.walk(ROOT.resolve(module).resolve("src"))) {
        below.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
      }
    }
    return files;
  }

  static String relative(Path file) {
    return ROOT.relativize(file).toString();
  }

  static List<Method> methods() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Method> methods = new ArrayList<>();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files()));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new Collector(unit, positions, methods).scan(unit, null);
      }
    }
    return methods;
  }

  /** Walks one file. Not a record: a scanner has to be a class. */
  private static final class Collector extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<Method> found;
    private final List<ClassTree> owners = new ArrayList<>();

    Collector(CompilationUnitTree unit, SourcePositions positions, List<Method> found) {
      this.unit = unit;
      this.positions = positions;
      this.found = found;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
      owners.add(type);
      super.visitClass(type, null);
      owners.removeLast();
      return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
      LineMap lines = unit.getLineMap();
      long first = lines.getLineNumber(positions.getStartPosition(unit, method));
      long end = positions.getEndPosition(unit, method);
      if (end >= 0) {
        Set<String> tags = isTest(method) ? allTags(method) : Set.of();
        String file = relative(Path.of(unit.getSourceFile().toUri()));
        long count = lines.getLineNumber(end) - first + 1;
        found.add(new Method(file, owner(), method.getName().toString(), count, tags));
      }
      return super.visitMethod(method, null);
    }

    private String owner() {
      return owners.stream()
          .map(owner -> owner.getSimpleName().toString())
          .collect(Collectors.joining("."));
    }

    /** One that is disabled shows nothing. */
    private static boolean isTest(MethodTree method) {
      Set<String> annotations =
          method.getModifiers().getAnnotations().stream()
              .map(annotation -> annotation.getAnnotationType().toString())
              .collect(Collectors.toSet());
      return annotations.stream().anyMatch(TESTS::contains) && !annotations.contains("Disabled");
    }

    private Set<String> allTags(MethodTree method) {
      Set<String> tags = new TreeSet<>(tags(method.getModifiers()));
      owners.forEach(owner -> tags.addAll(tags(owner.getModifiers())));
      return tags;
    }

    private static Set<String> tags(ModifiersTree modifiers) {
      return modifiers.getAnnotations().stream()
          .filter(annotation -> annotation.getAnnotationType().toString().equals("Tag"))
          .flatMap(Collector::literals)
          .collect(Collectors.toSet());
    }

    private static Stream<String> literals(AnnotationTree annotation) {
      return annotation.getArguments().stream()
          .map(Collector::value)
          .flatMap(value -> value instanceof LiteralTree text ? Stream.of(text) : Stream.empty())
          .map(text -> String.valueOf(text.getValue()));
    }

    private static ExpressionTree value(ExpressionTree argument) {
      return argument instanceof AssignmentTree named ? named.getExpression() : argument;
    }
  }
}
