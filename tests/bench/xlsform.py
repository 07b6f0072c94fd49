#!/usr/bin/env python3
"""Times `pilotctl forms convert` on large workbooks.

  xlsform.py PILOTCTL [--runs N] [--keep DIR]

Writes four workbooks (100 and 5,000 questions; 50,000 choices in one and in two languages) as .xlsx, converts each N
times as a whole process, and prints the best time, the limit, and the peak memory. Exit 1 where a limit is missed.
"""
import argparse, os, resource, subprocess, sys, tempfile, time, zipfile
from xml.sax.saxutils import escape

LIMITS = {"questions-100": (15, 60), "questions-5000": (120, 60), "choices-50000": (200, 120), "choices-50000-two-languages": (400, 120)}


def column(n):
    return chr(65 + n)


def sheet(rows, strings):
    out = ['<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>']
    for r, row in enumerate(rows, 1):
        cells = "".join(f'<c r="{column(c)}{r}" t="s"><v>{strings.setdefault(v, len(strings))}</v></c>' for c, v in enumerate(row) if v)
        out.append(f'<row r="{r}" spans="1:{len(row)}">{cells}</row>')
    out.append("</sheetData></worksheet>")
    return "".join(out)


def write(path, sheets):
    strings = {}
    parts = [(name, sheet(rows, strings)) for name, rows in sheets.items()]
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   f'<Relationship Id="r" Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        listed = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, (n, _) in enumerate(parts, 1))
        z.writestr("xl/workbook.xml", '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
                   f'xmlns:r="{rels}"><sheets>{listed}</sheets></workbook>')
        links = "".join(f'<Relationship Id="r{i}" Type="{rels}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in range(1, len(parts) + 1))
        z.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   f'{links}<Relationship Id="s" Type="{rels}/sharedStrings" Target="sharedStrings.xml"/></Relationships>')
        for i, (_, xml) in enumerate(parts, 1):
            z.writestr(f"xl/worksheets/sheet{i}.xml", xml)
        z.writestr("xl/sharedStrings.xml", '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                   + "".join(f"<si><t>{escape(s)}</t></si>" for s in strings) + "</sst>")


def questions(n):
    survey = [["type", "name", "label", "hint", "required", "relevant", "constraint", "calculation"]]
    for i in range(n):
        kind = i % 5
        if kind == 0:
            survey.append(["text", f"q{i}", f"Question number {i}?", "Please write it in full", "yes", "", "", ""])
        elif kind == 1:
            survey.append(["integer", f"q{i}", f"How many in {i}?", "", "", f"${{q{i - 1}}} != ''", ". >= 0", ""])
        elif kind == 4:
            survey.append(["calculate", f"q{i}", "", "", "", "", "", f"${{q{i - 3}}} + 1"])
        else:
            survey.append(["select_one list", f"q{i}", f"Which one of {i}?", "", "", "", "", ""])
    return {"survey": survey, "choices": [["list_name", "name", "label"]] + [["list", f"c{i}", f"Choice {i}"] for i in range(10)]}


def choices(n, languages):
    labels = ["label"] if languages == 1 else ["label::English (en)", "label::Français (fr)"]
    survey = [["type", "name"] + labels, ["select_one place", "place"] + ["Place"] * languages]
    rows = [["list_name", "name"] + labels + ["region"]]
    for i in range(n):
        rows.append(["place", f"p{i}"] + [f"Place number {i} {'ab'[k]}" for k in range(languages)] + [f"r{i % 100}"])
    return {"survey": survey, "choices": rows}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pilotctl")
    parser.add_argument("--write", help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", help="write the workbooks here and keep them")
    args = parser.parse_args()
    if args.write:
        books = {"questions-100": questions(100), "questions-5000": questions(5000), "choices-50000": choices(50000, 1),
                 "choices-50000-two-languages": choices(50000, 2)}
        for name, sheets in books.items():
            write(os.path.join(args.write, name + ".xlsx"), sheets)
        return
    missed = False
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.keep or scratch
        # In a process of its own: a child's peak memory counts that of the process it was forked from.
        subprocess.run([sys.executable, __file__, args.pilotctl, "--write", folder], check=True)
        for name in LIMITS:
            path = os.path.join(folder, name + ".xlsx")
            best, cpu, memory = float("inf"), float("inf"), 0
            for _ in range(args.runs):
                start = time.perf_counter()
                child = subprocess.Popen([args.pilotctl, "forms", "convert", path, "-o", os.path.join(scratch, "out.xml")])
                _, status, usage = os.wait4(child.pid, 0)
                best = min(best, (time.perf_counter() - start) * 1000)
                cpu = min(cpu, (usage.ru_utime + usage.ru_stime) * 1000)
                memory = max(memory, usage.ru_maxrss / 1024)
                if status:
                    sys.exit(f"{name}: the conversion failed")
            limit, most = LIMITS[name]
            ok = best <= limit and memory <= most
            missed |= not ok
            print(f"{name:28} {best:7.1f} ms (limit {limit}), {cpu:6.1f} ms of CPU  {memory:6.1f} MB (limit {most}){'' if ok else '  MISSED'}")
    sys.exit(1 if missed else 0)


main()
