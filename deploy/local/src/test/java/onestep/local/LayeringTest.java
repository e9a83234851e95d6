package onestep.local;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom. */
class LayeringTest {

  private static final String[] DOMAIN = {
    "onestep.contract.cell..",
    "onestep.contract.theory..",
    "onestep.producer.sweep..",
    "onestep.worker.random..",
    "onestep.worker.backend..",
    "onestep.worker.matrix..",
    "onestep.worker.network..",
    "onestep.worker.probe..",
    "onestep.worker.attack..",
    "onestep.worker.law..",
    "onestep.worker.agreement..",
    "onestep.aggregator.statistics..",
    "onestep.aggregator.statements..",
  };

  /** Rooms that turn statistics into files and pictures: they hold no service together. */
  private static final String[] PRESENTATION = {
    "onestep.aggregator.text..", "onestep.aggregator.export..", "onestep.aggregator.figures..",
  };

  private static final String[] SERVICES = {
    "org.apache.kafka..",
    "org.apache.avro..",
    "onestep.contract.kafka..",
    "onestep.contract.record..",
    "io.micrometer..",
    "io.prometheus..",
  };

  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("onestep");
  }

  @ParameterizedTest
  @ValueSource(strings = {"contract", "producer", "worker", "aggregator", "bench", "local"})
  void shouldSeeTheClassesOfEveryModule(String module) {
    assertThat(classes.that(resideInAPackage("onestep." + module + ".."))).isNotEmpty();
  }

  @Test
  void shouldKeepTheDomainFreeOfKafkaAvroAndMetrics() {
    noClasses()
        .that(resideInAnyPackage(DOMAIN))
        .should()
        .dependOnClassesThat(resideInAnyPackage(SERVICES))
        .check(classes);
  }

  @Test
  void shouldDrawWithoutTheFontsOfTheMachine() {
    noClasses()
        .that(resideInAnyPackage(PRESENTATION))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.awt.Font")
        .check(classes);
  }

  @Test
  void shouldKeepFilesAndFiguresFreeOfKafkaAvroAndMetrics() {
    noClasses()
        .that(resideInAnyPackage(PRESENTATION))
        .should()
        .dependOnClassesThat(resideInAnyPackage(SERVICES))
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void shouldKnowJCudaInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("onestep.worker.backend.cuda..")
        .should()
        .dependOnClassesThat(resideInAPackage("jcuda.."))
        .check(classes);
  }

  /** Everything else asks a Backend. */
  @Test
  void shouldChooseTheBackendWhereTheWorkerIsPutTogether() {
    noClasses()
        .that()
        .resideOutsideOfPackages("onestep.worker.backend.cuda..", "onestep.worker")
        .should()
        .dependOnClassesThat(resideInAPackage("onestep.worker.backend.cuda.."))
        .check(classes);
  }

  @Test
  void shouldLetModulesDependDownwardsOnly() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("contract")
        .definedBy("onestep.contract..")
        .layer("producer")
        .definedBy("onestep.producer..")
        .layer("worker")
        .definedBy("onestep.worker..")
        .layer("aggregator")
        .definedBy("onestep.aggregator..")
        .layer("bench")
        .definedBy("onestep.bench..")
        .layer("local")
        .definedBy("onestep.local..")
        .whereLayer("local")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("bench")
        .mayOnlyBeAccessedByLayers("local")
        .whereLayer("producer")
        .mayOnlyBeAccessedByLayers("local", "bench")
        .whereLayer("worker")
        .mayOnlyBeAccessedByLayers("local", "bench")
        .whereLayer("aggregator")
        .mayOnlyBeAccessedByLayers("local")
        .check(classes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"contract", "producer", "worker", "aggregator", "bench"})
  void shouldHaveNoCyclesBetweenThePackagesOfAModule(String module) {
    slices().matching("onestep." + module + ".(**)").should().beFreeOfCycles().check(classes);
  }
}
