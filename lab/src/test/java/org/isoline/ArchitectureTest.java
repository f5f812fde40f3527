package org.isoline;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the direction of arrows between packages. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.isoline");

  /** Package to the packages it may import. */
  private static final Map<String, Set<String>> ARROWS = arrows();

  private static Map<String, Set<String>> arrows() {
    Map<String, Set<String>> arrows = new LinkedHashMap<>();
    arrows.put("files", Set.of());
    arrows.put("settings", Set.of());
    arrows.put("machine", Set.of());
    arrows.put("tensor", Set.of());
    arrows.put("ops", Set.of("tensor"));
    arrows.put("model", Set.of("ops", "tensor"));
    arrows.put("corpus", Set.of("files"));
    arrows.put("checkpoint", Set.of("model", "ops", "tensor", "files"));
    arrows.put("train", Set.of("model", "corpus", "checkpoint", "tensor", "files"));
    arrows.put(
        "evaluate", Set.of("settings", "ops", "model", "corpus", "checkpoint", "tensor", "files"));
    arrows.put("verify", Set.of("ops", "model", "checkpoint", "train", "tensor", "files"));
    arrows.put(
        "speed",
        Set.of(
            "train",
            "evaluate",
            "corpus",
            "model",
            "ops",
            "checkpoint",
            "tensor",
            "files",
            "machine"));
    arrows.put("law", Set.of("files"));
    arrows.put(
        "study",
        Set.of(
            "train",
            "evaluate",
            "verify",
            "settings",
            "law",
            "corpus",
            "model",
            "checkpoint",
            "tensor",
            "files",
            "machine"));
    arrows.put("report", Set.of("study", "evaluate", "law", "model", "files"));
    arrows.put(
        "cli",
        Set.of(
            "report",
            "settings",
            "study",
            "law",
            "evaluate",
            "verify",
            "machine",
            "speed",
            "train",
            "checkpoint",
            "corpus",
            "model",
            "tensor",
            "files"));
    return arrows;
  }

  @Test
  void arrowsPointOneWay() {
    var architecture =
        layeredArchitecture().consideringOnlyDependenciesInAnyPackage("org.isoline..");
    for (String name : ARROWS.keySet()) {
      architecture = architecture.layer(name).definedBy("org.isoline." + name + "..");
    }
    for (String name : ARROWS.keySet()) {
      Set<String> importers =
          ARROWS.entrySet().stream()
              .filter(arrow -> arrow.getValue().contains(name))
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet());
      architecture =
          importers.isEmpty()
              ? architecture.whereLayer(name).mayNotBeAccessedByAnyLayer()
              : architecture
                  .whereLayer(name)
                  .mayOnlyBeAccessedByLayers(importers.toArray(String[]::new));
    }
    architecture.check(CLASSES);
  }

  @Test
  void reportsReadResultsAndAskNothing() {
    noClasses()
        .that()
        .resideInAPackage("org.isoline.report..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.isoline.evaluate..")
                .and(resideOutsideOfPackage("org.isoline.evaluate.run")))
        .check(CLASSES);
  }

  @Test
  void onlyTensorTouchesTheNativeBinding() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.isoline.tensor..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void onlyOpsTouchTheVectorModule() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.isoline.ops..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .check(CLASSES);
  }
}
