package dev.stepfold.localstack.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortTest {
    private static final int MANY = 500;

    @Test
    void isAnotherOneEachTime() throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            ports.add(FreePort.find());
        }

        assertThat(ports).doesNotHaveDuplicates();
    }
}
