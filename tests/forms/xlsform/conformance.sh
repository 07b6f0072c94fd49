#!/usr/bin/env bash
# conformance.sh PILOTCTL xlsx|md: converts every case of the field's own converter and compares. Passes when the cases
# that differ are exactly those of deliberate_differences.txt, and those are at most one in a hundred. Skipped (77)
# where the cases or python3-lxml are not there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
corpus="$here/../../../../shared/corpus/xlsform"
[ -f "$corpus/check.py" ] || { echo "no cases at $corpus"; exit 77; }
python=
for candidate in /usr/bin/python3 python3; do
  if "$candidate" -c 'import lxml' 2>/dev/null; then python=$candidate; break; fi
done
[ -n "$python" ] || { echo "python3-lxml is not there"; exit 77; }

report=$("$python" "$corpus/check.py" --input "$2" --min 0 -v \
  --convert "$1 forms convert {in} --form-name {name} --form-id data -o {out}")
tail -1 <<<"$report"
differing=$(grep -oE '^[0-9]{4} ' <<<"$report" | tr -d ' ' | sort || true)
listed=$(grep -oE '^[0-9]{4}' "$here/deliberate_differences.txt" | sort)
count=$(grep -oE '^[0-9]+ passed' <<<"$report" | cut -d' ' -f1)
unexpected=$(comm -23 <(echo "$differing") <(echo "$listed"))
stale=$(comm -13 <(echo "$differing") <(echo "$listed"))
if [ -n "$unexpected" ]; then
  echo "These cases differ:"
  while read -r number; do grep "^$number " <<<"$report"; done <<<"$unexpected"
fi
[ -z "$stale" ] || echo "These cases no longer differ, take them off the list: $stale"
[ -z "$unexpected$stale" ] && [ $((100 * $(wc -l <<<"$listed"))) -le "$((count + 1))" ]
