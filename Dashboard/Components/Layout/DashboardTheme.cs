using MudBlazor;

namespace Dashboard.Components.Layout;

/// <summary>Our own palette: the stock one fails the contrast that WCAG 2.2 AA asks for in several places.</summary>
internal static class DashboardTheme
{
    private static readonly string[] Fonts = ["Inter", "system-ui", "Segoe UI", "Roboto", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#2456c8",
            Secondary = "#5b4bb7",
            Tertiary = "#0b7285",
            Info = "#1d5fc4",
            Success = "#18753c",
            Warning = "#9a5800",
            Error = "#c0262d",
            Background = "#f6f7f9",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1a2130",
            DrawerBackground = "#ffffff",
            DrawerText = "#38425a",
            DrawerIcon = "#5a657d",
            TextPrimary = "#1a2130",
            TextSecondary = "#56607a",
            ActionDefault = "#56607a",
            LinesDefault = "#dfe3ea",
            TableLines = "#e6e9ef",
            Divider = "#e6e9ef",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8fb4ff",
            PrimaryContrastText = "#0d1526",
            Secondary = "#b9acff",
            Tertiary = "#6fd3e3",
            Info = "#8fb4ff",
            InfoContrastText = "#0d1526",
            Success = "#6ad08f",
            SuccessContrastText = "#08170d",
            Warning = "#f0b35a",
            WarningContrastText = "#1e1303",
            Error = "#ff8f8c",
            ErrorContrastText = "#240606",
            Background = "#0f141d",
            Surface = "#171e2a",
            AppbarBackground = "#131924",
            AppbarText = "#e7ebf3",
            DrawerBackground = "#131924",
            DrawerText = "#c3cbdb",
            DrawerIcon = "#98a3b8",
            TextPrimary = "#e7ebf3",
            TextSecondary = "#a3aec3",
            ActionDefault = "#a3aec3",
            LinesDefault = "#2a3444",
            TableLines = "#252e3d",
            Divider = "#252e3d",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = ".9375rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Fonts, TextTransform = "none", FontWeight = "600", LetterSpacing = "normal" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "232px", AppbarHeight = "56px" },
    };
}
