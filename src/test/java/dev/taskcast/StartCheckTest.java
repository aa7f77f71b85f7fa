package dev.taskcast;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.inject.Produces;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartCheckTest {
    @Test
    void everySettingIsReadBeforeAnythingElseStarts() throws ClassNotFoundException {
        List<Class<?>> made = methodsOf(Class.forName("dev.taskcast.config.SettingsProducer"))
                .filter(method -> method.isAnnotationPresent(Produces.class))
                .<Class<?>>map(Method::getReturnType)
                .toList();
        List<Class<?>> checked = methodsOf(StartCheck.class)
                .filter(method -> method.getName().equals("check"))
                .flatMap(method -> Arrays.stream(method.getParameterTypes()))
                .toList();

        assertThat(made).hasSizeGreaterThan(8);
        assertThat(checked).containsAll(made);
    }

    @Test
    void developmentModeDoesNotStartInACluster() {
        assertThatThrownBy(() -> StartCheck.refuseInCluster("10.0.0.1"))
                .hasMessageContaining("taskcast.mode=development");
        assertThatCode(() -> StartCheck.refuseInCluster(null)).doesNotThrowAnyException();
    }

    /**
     * A failed start also ends the process if one of the two settings is invalid. Such a value never comes from a
     * server that others share: there, {@code taskcast.start.exit} has its default, which is false.
     */
    @ParameterizedTest
    @CsvSource({
        "true,production,true",
        "true,development,false",
        "false,production,false",
        "maybe,production,true",
        "true,prod,true",
        "false,prod,false"
    })
    void onlyAServerOfOurOwnEndsWhenTheStartFailed(String exit, String mode, boolean ends) {
        assertThat(StartWatch.exits(settings()
                        .with("taskcast.start.exit", exit)
                        .with("taskcast.mode", mode)
                        .values()))
                .isEqualTo(ends);
    }

    @Test
    void withDefaultSettingsAFailedStartDoesNotEndTheProcess() {
        assertThat(StartWatch.exits(settings().values())).isFalse();
    }

    private static Stream<Method> methodsOf(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods());
    }
}
