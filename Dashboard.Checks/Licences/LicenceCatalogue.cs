using System.Collections.Frozen;

namespace Dashboard.Checks.Licences;

/// <summary>
/// The category of each licence that the foundation's policy names, by its SPDX identifier (https://spdx.org/licenses). The policy
/// lists licences by name; the identifiers are the ones that SPDX gives these names.
/// </summary>
public static class LicenceCatalogue
{
    private const string Approved =
        """
        0BSD AFL-3.0 AML ANTLR-PD Adobe-Glyph Apache-1.1 Apache-2.0 BSD-1-Clause BSD-2-Clause BSD-2-Clause-Patent BSD-2-Clause-Views
        BSD-3-Clause BSD-3-Clause-LBNL BSL-1.0 BlueOak-1.0.0 Bitstream-Vera CC0-1.0 CC-PDDC DOC EPICS FTL HPND HPND-sell-variant ICU ISC
        Libpng MIT MIT-0 MIT-CMU MS-PL MulanPSL-1.0 MulanPSL-2.0 NAIST-2003 NCSA OGL-UK-3.0 PHP-3.01 PSF-2.0 PostgreSQL Python-2.0
        Python-2.0.1 SMLNJ Spencer-94 TCL UPL-1.0 Unicode-3.0 Unicode-DFS-2015 Unicode-DFS-2016 Unlicense W3C W3C-19980720 W3C-20150513
        WTFPL X11 Xnet ZPL-2.0 ZPL-2.1 Zlib blessing bzip2-1.0.6 libtiff zlib-acknowledgement
        """;

    private const string BinaryOnly =
        """
        CC-BY-2.5 CC-BY-3.0 CC-BY-4.0 CC-BY-SA-2.5 CC-BY-SA-3.0 CC-BY-SA-4.0 CDDL-1.0 CDDL-1.1 CPL-1.0 EPL-1.0 EPL-2.0 ErlPL-1.1 IPA
        IPL-1.0 MPL-1.0 MPL-1.1 MPL-2.0 MPL-2.0-no-copyleft-exception OFL-1.0 OFL-1.1 OFL-1.1-no-RFN OFL-1.1-RFN OSL-3.0 Ruby SGI-B-2.0
        SPL-1.0 Ubuntu-font-1.0
        """;

    private const string Forbidden =
        """
        AGPL-1.0 AGPL-1.0-only AGPL-1.0-or-later AGPL-3.0 AGPL-3.0-only AGPL-3.0-or-later BSD-4-Clause BSD-4-Clause-UC BUSL-1.1
        CPAL-1.0 Elastic-2.0 GPL-1.0 GPL-1.0-only GPL-1.0-or-later GPL-2.0 GPL-2.0-only GPL-2.0-or-later GPL-3.0 GPL-3.0-only
        GPL-3.0-or-later JSON LGPL-2.0 LGPL-2.0-only LGPL-2.0-or-later LGPL-2.1 LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0 LGPL-3.0-only
        LGPL-3.0-or-later MS-LPL NPL-1.0 NPL-1.1 QPL-1.0 SSPL-1.0 Sleepycat
        """;

    // Families of licences that the policy rules out whatever their version is.
    private static readonly string[] ForbiddenFamilies = ["AGPL-", "GPL-", "LGPL-", "GFDL-", "CC-BY-NC", "CC-BY-ND", "SSPL-", "BUSL-"];

    private static readonly FrozenDictionary<string, LicenceCategory> Categories =
        new[] { (Approved, LicenceCategory.Approved), (BinaryOnly, LicenceCategory.BinaryOnly), (Forbidden, LicenceCategory.Forbidden) }
            .SelectMany(list => list.Item1.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), (list, id) => (id, list.Item2))
            .ToFrozenDictionary(entry => entry.id, entry => entry.Item2, StringComparer.OrdinalIgnoreCase);

    /// <summary>The category of one licence; identifiers are compared without regard to case, as SPDX prescribes.</summary>
    /// <param name="spdxId">Such as <c>Apache-2.0</c>; a trailing <c>+</c> (or any later version) is allowed.</param>
    public static LicenceCategory CategoryOf(string spdxId)
    {
        ArgumentNullException.ThrowIfNull(spdxId);
        var id = spdxId.TrimEnd('+');
        return Categories.TryGetValue(id, out var category) ? category
            : ForbiddenFamilies.Any(family => id.StartsWith(family, StringComparison.OrdinalIgnoreCase)) ? LicenceCategory.Forbidden
            : LicenceCategory.Unknown;
    }

    /// <summary>Whether the policy names the licence.</summary>
    public static bool Knows(string spdxId) => CategoryOf(spdxId) != LicenceCategory.Unknown;
}
