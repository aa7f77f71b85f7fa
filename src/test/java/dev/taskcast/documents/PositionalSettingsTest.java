package dev.taskcast.documents;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.taskcast.config.ShippedSettings;
import org.junit.jupiter.api.Test;

/** What a setting is in a test is said by its key: {@code settings().with("taskcast.socket.max-connections", 2)}. */
class PositionalSettingsTest {
    private static final int AT_A_GLANCE = 4;

    @Test
    void noTestIsARowOfValuesThatOnlyTheirOrderExplains() {
        noClasses()
                .should()
                .callConstructorWhere(DescribedPredicate.describe(
                        "of a record of settings with more than " + AT_A_GLANCE + " components",
                        PositionalSettingsTest::isPositional))
                .because(ShippedSettings.class.getSimpleName() + " takes each value by its key")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                        .importPackages("dev.taskcast"));
    }

    private static boolean isPositional(JavaConstructorCall call) {
        return call.getTargetOwner().getSimpleName().endsWith("Settings")
                && call.getTargetOwner().getPackageName().equals("dev.taskcast.config")
                && call.getTarget().getRawParameterTypes().size() > AT_A_GLANCE;
    }
}
