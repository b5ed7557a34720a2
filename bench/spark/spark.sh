#!/bin/sh
# Compares "vtp extract --threads 2" with VtpExtract on a standalone cluster of one master and two workers of one core
# each, all on this machine: seconds, processor time, pictures a second, the peak memory of an executor, and whether the
# files are the same. Then it says what planning costs the driver.
#
#   bench/spark/spark.sh MODEL [COUNT]
#
# MODEL as for -m (vtp synth base -o base makes one of synthetic weights), COUNT pictures, 2000 if not given. NAMES sets
# how many names the driver plans, 1000000 if it is not set. It needs Linux, for /proc, and:
#   ./mvnw -Pspark -DskipTests package -pl spark/home,spark,cli -am
set -eu

here=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)
model=$(CDPATH='' cd "$1" 2>/dev/null && pwd || echo "$1")
count=${2:-2000}
jar=$here/spark/target/vtp-spark.jar
scratch=$(mktemp -d)
pids=
trap 'kill $pids 2>/dev/null || true; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
mkdir "$scratch/home"
: >"$scratch/home/RELEASE"
ln -s "$here/spark/home/target/jars" "$scratch/home/jars"
export SPARK_HOME="$scratch/home" SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_DIRS="$scratch/local"
opens=$(sed -n 's/^ *\(--add-opens.*\)$/\1/p' "$here/spark/pom.xml")
spark() { # CLASS ARGUMENT…: word splitting of the flags is meant
  # shellcheck disable=SC2086
  exec "$java" -Xmx2g --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED $opens \
    -cp "$SPARK_HOME/jars/*" "$@"
}
wait_for() { # TEXT FILE
  until grep -q "$1" "$2" 2>/dev/null; do sleep 0.2; done
}

# The picture is the same each time, and read each time anew.
yes "$here/testdata/nano/pictures/landscape.png" | head -n "$count" >"$scratch/list.tsv"

# Sums the processor time of processes, in seconds, and the largest memory of one, in MB, as they were last seen.
watch() { # PATTERN FILE
  while :; do
    for pid in $(pgrep -f -- "$1" || true); do
      ticks=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d' ' -f12,13 | tr ' ' '+') || continue
      peak=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null) || continue
      [ -z "$peak" ] || echo "$pid $(($ticks)) $((peak / 1024))" >>"$2"
    done
    sleep 0.5
  done
}
report() { # NAME SECONDS FILE
  awk -v name="$1" -v s="$2" -v n="$count" -v hz="$(getconf CLK_TCK)" '
    { if ($2 > cpu[$1]) cpu[$1] = $2; if ($3 > peak) peak = $3 }
    END {
      for (p in cpu) sum += cpu[p]
      printf "%-13s %6d s, %5.2f pictures/s; processor time %6.0f s, %5.1f ms a picture; peak of a process %d MB\n",
        name, s, n / s, sum / hz, 1000 * sum / hz / n, peak
    }' "$3"
}

watch "[v]tp.jar extract $scratch" "$scratch/one.seen" &
watching=$!
begin=$(date +%s)
"$java" @"$here/cli/jvm.options" -XX:+UseSerialGC --add-modules jdk.incubator.vector -jar "$here/cli/target/vtp.jar" \
  extract "$scratch/list.tsv" -o "$scratch/one" -m "$model" --threads 2 2>"$scratch/one.log"
one=$(($(date +%s) - begin))
kill $watching
report 'vtp extract' "$one" "$scratch/one.seen"

(spark org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 17077 --webui-port 0) >"$scratch/master" 2>&1 &
pids="$pids $!"
wait_for 'elected leader' "$scratch/master"
for worker in 0 1; do
  (spark org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores 1 --memory 3g --webui-port 0 \
    --work-dir "$scratch/work$worker" spark://127.0.0.1:17077) >"$scratch/worker$worker" 2>&1 &
  pids="$pids $!"
  wait_for 'Successfully registered' "$scratch/worker$worker"
done
watch '[C]oarseGrainedExecutorBackend|[V]tpExtract.*/two' "$scratch/two.seen" &
watching=$!
begin=$(date +%s)
(spark org.apache.spark.deploy.SparkSubmit --master spark://127.0.0.1:17077 --conf spark.executor.memory=1g \
  --class vtp.spark.VtpExtract "$jar" "$scratch/list.tsv" -o "$scratch/two" -m "$model" --task-pictures 50) \
  >"$scratch/two.log" 2>&1 || { cat "$scratch/two.log" >&2; exit 1; }
two=$(($(date +%s) - begin))
kill $watching
report 'two executors' "$two" "$scratch/two.seen"
diff -r "$scratch/one" "$scratch/two" && echo 'the files are the same'

# Of names that lead nowhere, all pictures fail at once: what is left is the driver's work and that of scheduling.
names=${NAMES:-1000000}
seq -f "$scratch/none/%.0f.png" "$names" >"$scratch/names.tsv"
begin=$(date +%s)
(spark org.apache.spark.deploy.SparkSubmit --master spark://127.0.0.1:17077 --conf spark.executor.memory=1g \
  --class vtp.spark.VtpExtract "$jar" "$scratch/names.tsv" -o "$scratch/names" --task-pictures 500) \
  >"$scratch/names.log" 2>&1 || { cat "$scratch/names.log" >&2; exit 1; }
echo "$names names without pictures: $(($(date +%s) - begin)) s in all"
