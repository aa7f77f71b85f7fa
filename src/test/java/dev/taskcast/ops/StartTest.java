package dev.taskcast.ops;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StartTest {
    @Test
    void developmentModeDoesNotStartInACluster() {
        assertThatThrownBy(() -> Start.refuseInCluster("10.0.0.1")).hasMessageContaining("taskcast.mode=development");
        assertThatCode(() -> Start.refuseInCluster(null)).doesNotThrowAnyException();
    }
}
