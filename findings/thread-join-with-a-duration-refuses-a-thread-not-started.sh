#!/usr/bin/env bash
# JDK 25: what joining a thread does that was never started.
#
# join() and join(millis) return at once. join(Duration), which is since 19 the obvious replacement, throws
# IllegalThreadStateException. A close() that waits for its thread with join(Duration) therefore fails when its owner
# stops before it has started the thread; isAlive() has to be asked first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/Main.java" <<'JAVA'
import java.time.Duration;

public class Main {
    public static void main(String[] args) throws InterruptedException {
        for (Thread.Builder kind : new Thread.Builder[] {Thread.ofPlatform(), Thread.ofVirtual()}) {
            Thread thread = kind.unstarted(() -> {});
            thread.join();
            thread.join(10);
            System.out.println("join() and join(10) returned, state " + thread.getState());
            try {
                System.out.println("join(Duration) -> " + thread.join(Duration.ofMillis(10)));
            } catch (IllegalThreadStateException e) {
                System.out.println("join(Duration) -> " + e);
            }
        }
    }
}
JAVA
seen=$("${JAVA_HOME:?a JDK 25}/bin/java" "$folder/Main.java")
echo "$seen"
expected='join() and join(10) returned, state NEW
join(Duration) -> java.lang.IllegalThreadStateException: Thread not started
join() and join(10) returned, state NEW
join(Duration) -> java.lang.IllegalThreadStateException: Thread not started'
[ "$seen" = "$expected" ] || { echo "it behaves otherwise now"; exit 1; }
